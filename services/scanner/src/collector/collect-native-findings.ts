import type { JobOutput } from '../collection/collection.ts';
import { attemptCall } from './attempt-call.ts';
import type { CollectOptions } from './collect.ts';
import { GapLog } from './gap-log.ts';
import type { NativeSource } from './native-source.ts';
import { asGap } from './see-page.ts';

/**
 * Reads one native source. A source that is off has nothing to say: that is a gap (nobody watches there), and its earlier findings are
 * over; one that could not be asked may still say them. Throws as `collect` does.
 */
export async function* collectNativeFindings(definition: NativeSource, options: CollectOptions): AsyncGenerator<JobOutput> {
  const { session, signal } = options;
  const region = options.region === 'global' ? null : options.region;
  const gaps = new GapLog(options.region, []);
  const access = await definition.access(session as never);
  const pages = definition.pages({ ...access, accountId: session.accountId, region: session.region })[Symbol.asyncIterator]();

  for (;;) {
    const turn = await attemptCall(() => pages.next(), { session, signal });
    if (!turn.ok) {
      gaps.note(asGap(turn), definition.actions);
      yield* gaps.take().map((gap): JobOutput => ({ kind: 'gap', gap }));
      if (turn.code === 'NotEnabled' || definition.offCodes?.includes(turn.code)) break;
      return;
    }
    if (turn.value.done) break;
    const findings = turn.value.value;
    if (findings.length > 0) yield { kind: 'native-findings', findings };
  }
  yield { kind: 'native-swept', source: definition.source, region };
}

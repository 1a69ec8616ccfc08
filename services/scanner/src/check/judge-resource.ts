import type { Judgement } from '../collection/collection.ts';
import type { Check, JudgeContext } from './check.ts';
import { guardUnseen, notSeen, unseenRead, type UnseenFields } from './unseen.ts';

/** A resource as checks see it. */
export interface JudgedResource {
  readonly ref: string;
  readonly region: string | null;
  readonly fields: object;
  /** null: everything was seen. */
  readonly unseen: UnseenFields | null;
}

/**
 * Appends to `into` what the checks say of one resource. A check that reads an unseen field says `unknown` and names the action. So does
 * one that throws, which is a bug of ours: `onBroken` hears of it.
 */
export function judgeResource(
  checks: readonly Check[],
  { ref, region, fields, unseen }: JudgedResource,
  context: JudgeContext,
  into: Judgement[],
  onBroken: (check: Check, error: unknown) => void,
): void {
  const seen = unseen === null ? fields : guardUnseen(fields, unseen);
  for (const check of checks) {
    const judgement = { checkId: check.id, providerRef: ref, region };
    try {
      const verdict = check.judge(seen, context);
      into.push(
        verdict.passes ? { ...judgement, outcome: 'pass', message: '' } : { ...judgement, outcome: 'fail', message: verdict.message },
      );
    } catch (error) {
      const missing = unseenRead(error);
      if (missing === null) onBroken(check, error);
      into.push({ ...judgement, outcome: 'unknown', message: missing === null ? 'the check itself failed' : notSeen(missing) });
    }
  }
}

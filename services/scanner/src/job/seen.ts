import type { Tally } from '../check-result/check-count.repository.ts';
import type { Gap, Judgement } from '../collection/collection.ts';
import type { SweptScope, SweptSource } from '../finding/finding-bulk.repository.ts';

/** The longest message of a gap that is kept. */
const longestMessage = 500;

/** What an attempt has seen so far, beside the pages themselves: small, however large the account is. */
export class Seen {
  assets = 0;
  native = 0;
  /** How many batches inventory has confirmed. */
  batches = 0;
  readonly swept: SweptScope[] = [];
  readonly nativeSwept: SweptSource[] = [];
  readonly tallies = new Map<string, Tally>();
  readonly #gaps = new Map<string, Gap>();

  /** The same call denied a thousand times is one gap. */
  addGap(gap: Gap): void {
    const key = `${gap.region}\n${gap.action}\n${gap.reason}`;
    const known = this.#gaps.get(key);
    const resourceTypes = [...new Set([...(known?.resourceTypes ?? []), ...gap.resourceTypes])];
    this.#gaps.set(key, { ...gap, message: known?.message ?? gap.message.slice(0, longestMessage), resourceTypes });
  }

  get gaps(): Gap[] {
    return [...this.#gaps.values()];
  }

  addJudgements(judgements: readonly Judgement[]): void {
    for (const { checkId, outcome } of judgements) {
      const tally = this.tallies.get(checkId) ?? { pass: 0, fail: 0, unknown: 0 };
      tally[outcome] += 1;
      this.tallies.set(checkId, tally);
    }
  }

  /** Whether there is nothing but gaps. */
  get isNothing(): boolean {
    return this.#gaps.size > 0 && this.assets === 0 && this.native === 0 && this.swept.length === 0 && this.nativeSwept.length === 0;
  }
}

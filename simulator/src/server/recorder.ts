import type { CallOutcome, RecordedCall } from '../control.ts';

interface Call {
  principal: string;
  accountId: string;
  region: string;
  operation: string;
  actions: readonly string[];
  outcome: CallOutcome;
}

/** Beyond so many different counters the principal is summed up as `other`: memory stays bounded whatever is thrown at the simulator. */
const MAX_COUNTERS = 50_000;

/** Counts calls: what was called, by whom, where, and how it ended. */
export class Recorder {
  readonly #counters = new Map<string, RecordedCall>();

  record(call: Call): void {
    const principal = this.#counters.size < MAX_COUNTERS || this.#counters.has(keyOf(call, call.principal)) ? call.principal : 'other';
    const key = keyOf(call, principal);
    const counter = this.#counters.get(key);
    if (counter) counter.count++;
    else this.#counters.set(key, { ...call, actions: [...call.actions], principal, count: 1 });
  }

  /** Counters of principals that start with the prefix, in the order of their first call. */
  list(filter: { principalPrefix?: string | undefined; accountId?: string | undefined } = {}): RecordedCall[] {
    return [...this.#counters.values()]
      .filter(
        ({ principal, accountId }) => principal.startsWith(filter.principalPrefix ?? '') && (filter.accountId ?? accountId) === accountId,
      )
      .map((counter) => ({ ...counter, actions: [...counter.actions] }));
  }

  clear(): void {
    this.#counters.clear();
  }
}

/** The actions too: at Google and Azure they hang on what an operation is asked for. */
function keyOf({ accountId, region, operation, actions, outcome }: Call, principal: string): string {
  return [principal, accountId, region, operation, outcome, ...actions].join(' ');
}

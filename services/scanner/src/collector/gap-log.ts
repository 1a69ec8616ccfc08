import type { Gap } from '../collection/collection.ts';

/** The gaps of one collector's run, each (action, reason) once: ten thousand denied calls are one gap. */
export class GapLog {
  readonly #seen = new Set<string>();
  #fresh: Gap[] = [];

  note(gap: Gap): void {
    const key = `${gap.action} ${gap.reason}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#fresh.push(gap);
  }

  /** The gaps noted since the last time. */
  take(): Gap[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}

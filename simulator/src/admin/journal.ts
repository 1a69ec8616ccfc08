/**
 * Keeps what an admin did to the world in a file, so that a simulator that starts again on it is the same simulator. One JSON line a
 * verb.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

interface Entry {
  verb: string;
  input: unknown;
}

export class Journal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** What was done before, in order. A last line that a crash cut short is left out. */
  read(): Entry[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    lines.pop();
    return lines.map((line) => JSON.parse(line) as Entry);
  }

  append(entry: Entry): void {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }
}

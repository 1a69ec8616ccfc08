/** Bounds how many things are under way at once. Whoever asks first is served first. */
export class Permits {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    if (!Number.isInteger(count) || count < 1) throw new Error(`concurrency must be a whole number above 0, not ${count}`);
    this.#free = count;
  }

  /** Resolves once there is room. Each take must be followed by one give. */
  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

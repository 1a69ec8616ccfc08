import { inspect } from 'node:util';

const mask = '[secret]';

/**
 * A value that must not be printed. It shows as `[secret]` in JSON, template strings, `util.inspect`, logs and error messages;
 * only `reveal()` gives the value, so that every place that reads one can be found by its name.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [Symbol.toPrimitive](): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}

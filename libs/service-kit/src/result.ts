/** What a verb answers when the caller can cause a failure: a value, or an error as a type. */
export type Result<T, E> = Ok<T> | Err<E>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

/** It went well; `ok()` where there is nothing to give. */
export function ok(): Ok<void>;
export function ok<T>(value: T): Ok<T>;
export function ok(value?: unknown): Ok<unknown> {
  return { ok: true, value };
}

/** It was refused, for a reason that the caller can act upon. */
export const err = <E>(error: E): Err<E> => ({ ok: false, error });

/** Whether something is the refusal of a verb. A report that merely has a field `ok` (a connection test) is not one: it has no `error`. */
export const isErr = (value: unknown): value is Err<unknown> =>
  typeof value === 'object' && value !== null && (value as { ok?: unknown }).ok === false && 'error' in value;

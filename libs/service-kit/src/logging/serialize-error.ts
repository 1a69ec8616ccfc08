import { isNativeError } from 'node:util/types';

/** An error as the log prints it. Only these properties are read: libraries hang requests, headers and configuration on errors. */
export interface SerializedError {
  type: string;
  message: string;
  code?: string | number;
  stack?: string;
  cause?: SerializedError;
  errors?: SerializedError[];
}

const deepestCause = 8;
const mostErrors = 10;
const longestText = 8_192;

/** Also for errors of another realm, such as Node's own inside a VM context, which `instanceof` does not know. */
export const isError = (value: unknown): value is Error => value instanceof Error || isNativeError(value);

const cut = (text: string): string => (text.length > longestText ? `${text.slice(0, longestText)}…` : text);

/**
 * Prints an error with its chain of causes (8 deep at most) and, of an AggregateError, its first 10 errors.
 * What is thrown without being an Error is printed by its type only: it may be anything, also a secret.
 */
export function serializeError(error: unknown, depth = 0): SerializedError {
  if (!isError(error)) return { type: typeof error, message: 'something that is not an Error was thrown' };

  const { code } = error as { code?: unknown };
  const deeper = depth < deepestCause;

  return {
    type: error.constructor?.name && error.constructor.name !== 'Error' ? error.constructor.name : error.name,
    message: cut(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack ? { stack: cut(error.stack) } : {}),
    ...(deeper && error.cause !== undefined ? { cause: serializeError(error.cause, depth + 1) } : {}),
    ...(deeper && error instanceof AggregateError
      ? { errors: error.errors.slice(0, mostErrors).map((one) => serializeError(one, depth + 1)) }
      : {}),
  };
}

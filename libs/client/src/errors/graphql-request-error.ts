import type { GraphQLFormattedError } from 'graphql';

/** One thing that went wrong. */
export interface GraphqlFailure {
  /** For a person. */
  readonly message: string;
  /** One of the gateway's codes, which docs/reference lists, or one of this package: `UNREACHABLE`, `UNEXPECTED_ANSWER`, `NO_TOKEN`. */
  readonly code: string;
  /** Where in the data a null stands for it. */
  readonly path?: readonly (string | number)[] | undefined;
  /** What the caller can do about it. */
  readonly remedy?: string | undefined;
  /** Finds the trace and the line in the platform's log. */
  readonly requestId?: string | undefined;
  /** All that the gateway said beside the message. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What is known beside the failures themselves. */
export interface RequestFacts {
  readonly data?: unknown;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Thrown when an operation was not carried out, or not as a whole. Expected failures of mutations are not thrown: they are members of the unions that mutations
 * answer.
 */
export class GraphqlRequestError extends Error {
  override readonly name = 'GraphqlRequestError';
  /** Never empty. */
  readonly errors: readonly GraphqlFailure[];
  /** Of the first failure. */
  readonly code: string;
  /** To give to the platform's operators. */
  readonly requestId: string | undefined;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** What could be answered all the same: of the shape of the operation, with nulls where `errors` have their paths. Null when nothing could. */
  readonly data: unknown;

  constructor(errors: readonly GraphqlFailure[], { data, status, requestId, cause }: RequestFacts = {}) {
    super(errors.map(({ code, message }) => `${code}: ${message}`).join('; '), { cause });
    this.errors = errors;
    this.code = errors[0]?.code ?? 'UNEXPECTED_ANSWER';
    this.requestId = errors.find((error) => error.requestId)?.requestId ?? requestId;
    this.status = status;
    this.data = data ?? null;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The errors of an answer, as this package gives them. */
export function readFailures(errors: readonly GraphQLFormattedError[]): GraphqlFailure[] {
  return errors.map(({ message, path, extensions = {} }) => ({
    message,
    code: textOf(extensions['code']) ?? 'UNEXPECTED_ANSWER',
    path,
    remedy: textOf(extensions['remedy']),
    requestId: textOf(extensions['requestId']),
    extensions,
  }));
}

/** A failure of this side of the wire. */
export const localFailure = (code: 'UNREACHABLE' | 'UNEXPECTED_ANSWER' | 'NO_TOKEN' | 'UNAUTHENTICATED', message: string, facts?: RequestFacts): GraphqlRequestError =>
  new GraphqlRequestError([{ message, code, extensions: {} }], facts);

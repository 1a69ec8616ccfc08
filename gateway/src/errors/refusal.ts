import type { GraphQLFormattedError, SourceLocation } from 'graphql';

/** Why a request is not carried out, with the HTTP status that says the same. */
export const statusOfCode = {
  BAD_REQUEST: 400,
  BATCHING_NOT_SUPPORTED: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  BAD_USER_INPUT: 400,
  SECRET_LITERAL: 400,
  SECRET_TOO_LARGE: 400,
  TOKEN_LIMIT_EXCEEDED: 400,
  DEPTH_LIMIT_EXCEEDED: 400,
  ALIAS_LIMIT_EXCEEDED: 400,
  DIRECTIVE_LIMIT_EXCEEDED: 400,
  COST_LIMIT_EXCEEDED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  BODY_LIMIT_EXCEEDED: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  SUBSCRIPTION_LIMIT_EXCEEDED: 429,
  INTERNAL: 500,
  AUTHENTICATION_UNAVAILABLE: 503,
  SUBGRAPH_UNAVAILABLE: 503,
} as const;

export type RefusalCode = keyof typeof statusOfCode;

export interface RefusalFacts {
  /** What the caller can do about it. */
  remedy?: string | undefined;
  locations?: readonly SourceLocation[] | undefined;
  /** What a limit allows, and what was found. */
  limit?: number | undefined;
  found?: number | undefined;
  /** Any one of these sets of scopes would do. */
  requiredScopes?: readonly (readonly string[])[] | undefined;
}

/**
 * An error as a caller sees it. A plain object, never a GraphQLError: those hold on to the document and the values that they are about,
 * and print them.
 */
export function refusalError(code: RefusalCode, message: string, { locations, ...facts }: RefusalFacts = {}): GraphQLFormattedError {
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return { message, ...(locations ? { locations } : {}), extensions: { code, ...known } };
}

/** Thrown when a request is not carried out. Its errors hold nothing of the request but names. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly errors: readonly GraphQLFormattedError[];
  readonly code: RefusalCode;

  constructor(errors: readonly GraphQLFormattedError[]) {
    const code = errors[0]?.extensions?.['code'] as RefusalCode | undefined;
    super(`refused: ${code ?? 'INTERNAL'}`);
    this.errors = errors;
    this.code = code ?? 'INTERNAL';
  }

  /** The HTTP status of the first error. */
  get status(): number {
    return statusOfCode[this.code];
  }
}

/** A refusal for one reason. */
export const refusal = (code: RefusalCode, message: string, facts?: RefusalFacts): Refusal =>
  new Refusal([refusalError(code, message, facts)]);

import type { GraphQLFormattedError, SourceLocation } from 'graphql';
import { catalogued, type ErrorCode } from './error-catalogue.ts';

/** Why a request is not carried out. */
export type RefusalCode = ErrorCode;

/** Whom a limit is for: a key or a person, their tenant, one network address, one WebSocket, everybody together. */
export type LimitScope = 'caller' | 'tenant' | 'address' | 'socket' | 'everybody';

export interface RefusalFacts {
  /** What the caller can do about it; the catalogue's when not said. */
  remedy?: string | undefined;
  locations?: readonly SourceLocation[] | undefined;
  /** What a limit allows, and what was found. */
  limit?: number | undefined;
  found?: number | undefined;
  /** Whose limit it is. */
  scope?: LimitScope | undefined;
  /** When to try again, in whole seconds. */
  retryAfterSeconds?: number | undefined;
  /** Any one of these sets of scopes would do. */
  requiredScopes?: readonly (readonly string[])[] | undefined;
}

/**
 * An error as a caller sees it. A plain object, never a GraphQLError: those hold on to the document and the values that they are about,
 * and print them.
 */
export function refusalError(code: RefusalCode, message: string, { locations, remedy, ...facts }: RefusalFacts = {}): GraphQLFormattedError {
  const told = { ...facts, remedy: remedy ?? catalogued(code).remedy };
  const known = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
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
    return catalogued(this.code).status;
  }

  /** What the header `retry-after` should say; undefined when there is nothing to wait for. */
  get retryAfterSeconds(): number | undefined {
    const seconds = this.errors[0]?.extensions?.['retryAfterSeconds'];
    return typeof seconds === 'number' ? seconds : undefined;
  }
}

/** A refusal for one reason. */
export const refusal = (code: RefusalCode, message: string, facts?: RefusalFacts): Refusal =>
  new Refusal([refusalError(code, message, facts)]);

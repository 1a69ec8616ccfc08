import type { OutageError } from '../subgraph/request-error.ts';
import type { InvalidPart } from '../validation/describe-issues.ts';

/**
 * Why a call to another service gave no answer:
 * `UNREACHABLE` (no connection, or it broke), `TIMEOUT`, `REFUSED` (this caller may not), `INVALID` (the request or the answer does not fit
 * the contract), `OUTAGE` (the other side cannot do without what is away; it did nothing), `INTERNAL` (the other side failed).
 */
export type InternalCallCode = 'UNREACHABLE' | 'TIMEOUT' | 'REFUSED' | 'INVALID' | 'OUTAGE' | 'INTERNAL';

export interface InternalCallFacts {
  code: InternalCallCode;
  /** As `credentials.verifyAndSeal`. */
  call: string;
  /** The other side's request id, when it gave one. */
  requestId?: string | undefined;
  /** What did not fit, by path and expected type. */
  issues?: readonly InvalidPart[] | undefined;
  /** What is away on the other side. */
  outage?: OutageError | undefined;
  cause?: unknown;
}

/**
 * A call to another service failed. `retriable` says that the same call may succeed later; after TIMEOUT and UNREACHABLE it may
 * also have been carried out, so only idempotent calls may be repeated.
 */
export class InternalCallError extends Error {
  override readonly name = 'InternalCallError';
  readonly code: InternalCallCode;
  readonly call: string;
  readonly retriable: boolean;
  readonly requestId: string | undefined;
  readonly issues: readonly InvalidPart[];
  /** What may be told of it to whoever asked. */
  readonly outage: OutageError | undefined;

  constructor({ code, call, requestId, issues = [], outage, cause }: InternalCallFacts) {
    const parts = issues.map(({ path, expected }) => `${path || 'the whole'}: expected ${expected}`).join('; ');
    super(`${call} failed: ${code}${parts ? ` (${parts})` : ''}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.call = call;
    this.retriable = code === 'UNREACHABLE' || code === 'TIMEOUT' || code === 'OUTAGE' || code === 'INTERNAL';
    this.requestId = requestId;
    this.issues = issues;
    this.outage = outage;
  }
}

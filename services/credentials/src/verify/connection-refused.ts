import type { ConnectionFailureCode } from '@offload/contracts';

/** Why a step of a connection test failed: what is certain, what may be behind it, what to do. For the person who connects. */
export interface StepFailure {
  code: ConnectionFailureCode;
  message: string;
  remedy: string;
  /** Every cause that the provider's answer leaves open, the likeliest first. Only the code when not said. */
  possibleCauses?: readonly ConnectionFailureCode[];
}

/** Thrown by a step to end the test. */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused';
  readonly failure: StepFailure;

  constructor(failure: StepFailure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** Codes that say that a test could not be run, rather than that the access is bad. */
export const isInconclusive = (code: ConnectionFailureCode): boolean =>
  code === 'PLATFORM_IDENTITY_BROKEN' || code === 'CLOCK_SKEW' || code === 'THROTTLED' || code === 'UNREACHABLE';

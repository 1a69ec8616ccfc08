/**
 * Why a call to an address that a user gave did not happen or gave nothing: `FORBIDDEN_URL` (scheme, credentials in it), `FORBIDDEN_ADDRESS` (it
 * leads to where nobody may make us call), `UNRESOLVABLE`, `UNREACHABLE`, `TLS`, `TIMEOUT`, `TOO_LARGE`.
 */
export type EgressCode = 'FORBIDDEN_URL' | 'FORBIDDEN_ADDRESS' | 'UNRESOLVABLE' | 'UNREACHABLE' | 'TLS' | 'TIMEOUT' | 'TOO_LARGE';

/** A guarded call failed. Names the host at most: paths and queries of users' URLs hold tokens. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: EgressCode;

  constructor(code: EgressCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

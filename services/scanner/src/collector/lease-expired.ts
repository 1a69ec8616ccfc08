/**
 * The provider no longer takes the lease's credentials: they expired, were revoked, or hold no key for the day. The engine asks for
 * another lease and runs the job again; a second refusal in a row is the account's loss of access.
 */
export class LeaseExpired extends Error {
  /** The provider's error code, or `NO_SIGNING_KEY` when the lease itself cannot sign. */
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`the lease is no longer accepted: ${code}`, options);
    this.name = 'LeaseExpired';
    this.code = code;
  }
}

/** A request got no answer: name resolution, connection, TLS, or time. The AWS SDK's retries look at the cause. */
export class ConnectionFailed extends Error {
  /** The system's code when there is one, as `ECONNREFUSED`. */
  readonly code: string;

  constructor(cause: unknown) {
    const { code, name, message } = cause as { code?: string; name?: string; message?: string };
    super(message ?? 'no answer', { cause });
    this.name = 'ConnectionFailed';
    this.code = code ?? name ?? 'UNREACHABLE';
  }
}

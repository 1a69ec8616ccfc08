/** An answer that refuses, in AWS' own words: thrown by handlers and by the pipeline, rendered by the protocol. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;
  /** Further elements of the error (S3's `Region`, `BucketName`), or headers with the `header:` prefix. */
  readonly details: Record<string, string>;

  constructor(status: number, code: string, message: string, details: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

import { GraphQLError } from 'graphql';

/** What a thrown error may tell a client. What a caller can cause is otherwise a type of the schema, not an error. */
export type RequestErrorCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'BAD_USER_INPUT' | OutageCode;

/** What the platform needs and has not at the moment. */
export type OutageCode = 'SECRET_STORE_UNAVAILABLE';

/** The only error whose message reaches the client; every other one is masked as INTERNAL. The message holds nothing of the input. */
export class RequestError extends GraphQLError {
  override readonly name = 'RequestError';

  constructor(code: RequestErrorCode, message: string) {
    super(message, { extensions: { code } });
  }
}

/** Something that the platform cannot do without is away. Nothing was done; the same request may succeed later. It crosses from service to service as it is. */
export class OutageError extends RequestError {
  readonly code: OutageCode;

  constructor(code: OutageCode, message: string, remedy: string) {
    super(code, message);
    this.code = code;
    this.extensions['remedy'] = remedy;
  }
}

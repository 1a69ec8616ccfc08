import { GraphQLError } from 'graphql';

/** What a thrown error may tell a client. What a caller can cause is otherwise a type of the schema, not an error. */
export type RequestErrorCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'BAD_USER_INPUT';

/** The only error whose message reaches the client; every other one is masked as INTERNAL. The message holds nothing of the input. */
export class RequestError extends GraphQLError {
  override readonly name = 'RequestError';

  constructor(code: RequestErrorCode, message: string) {
    super(message, { extensions: { code } });
  }
}

export { createClient, type Client, type OperationArguments } from './client/create-client.ts';
export type { ClientOptions, OperationOptions, RetryOptions } from './client/client-options.ts';
export { GraphqlRequestError, type GraphqlFailure } from './errors/graphql-request-error.ts';
export * from './graph.generated.ts';

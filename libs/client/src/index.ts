export { createClient, type Client, type OperationArguments } from './client/create-client.ts';
export type { ClientOptions, OperationOptions, RetryOptions } from './client/client-options.ts';
export { GraphqlRequestError, type GraphqlFailure } from './errors/graphql-request-error.ts';
export type { TypedDocumentNode } from '@graphql-typed-document-node/core';
export * from './graph.generated.ts';

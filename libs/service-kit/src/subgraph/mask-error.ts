import {
  Kind,
  type ASTNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from '../logging/create-logger.ts';
import { describeInvalidVariables } from './describe-invalid-variables.ts';
import { InternalCallError } from '../internal-api/internal-call-error.ts';
import { OutageError, RequestError } from './request-error.ts';

/** The operation that an error belongs to. */
export interface MaskedOperation {
  schema: GraphQLSchema;
  requestId: string;
  operation?: OperationDefinitionNode | null | undefined;
  variables?: Readonly<Record<string, unknown>> | undefined;
}

export type ErrorMask = (error: GraphQLError, operation: MaskedOperation) => GraphQLFormattedError;

const valueKinds = new Set<string>([
  Kind.VARIABLE,
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

const isValue = (node: ASTNode): boolean => valueKinds.has(node.kind);

/** Codes of errors that Apollo Server raises before anything runs, and what is said in place of their messages, which quote the request. */
const requestFailures: Record<string, string> = {
  GRAPHQL_PARSE_FAILED: 'The document is not valid GraphQL',
  OPERATION_RESOLUTION_FAILURE: 'There is no such operation in the document',
  BAD_REQUEST: 'The request is not valid',
  PERSISTED_QUERY_NOT_SUPPORTED: 'Persisted queries are not supported',
};

/** The text of a validation error: names of the document may be in it, values may not. */
function validationMessage({ message, nodes = [] }: GraphQLError): string {
  if (!nodes.some(isValue)) return message;
  // These say the expected type before they quote the value.
  const [, expected] = /^Expected value of type "([\w[\]!]+)"/.exec(message) ?? [];
  return expected ? `A value is not valid: expected ${expected}` : 'A value is not valid for its type';
}

function variableMessage({ nodes }: GraphQLError, { schema, operation, variables = {} }: MaskedOperation): string {
  const failed = nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION ? nodes[0].variable.name.value : '';
  const found = operation ? describeInvalidVariables(schema, operation, variables).find(({ variable }) => variable === failed) : undefined;
  if (!found) return `Variable "$${failed}" is not valid`;

  return `Variable "$${failed}" is not valid${found.path ? ` at "${found.path}"` : ''}: expected ${found.expected}`;
}

const nullOfOurs = /^Cannot return null for non-nullable field \w+\.\w+\.$/;

/**
 * Turns errors of graphql-js, Apollo Server and resolvers into what a client may see: `RequestError`s as they are; coercion and validation
 * errors as path and expected type, never with the value; everything else as INTERNAL with the request id, logged once with its cause.
 */
export function createErrorMask({ log }: { log: Logger }): ErrorMask {
  const logged = new WeakSet<object>();

  /** One failure may show at a hundred paths: a batch that failed is one line. */
  function logOnce(error: GraphQLError, requestId: string): void {
    const cause = originOf(error);
    const known = cause ?? error;
    if (logged.has(known)) return;
    logged.add(known);

    // Without a cause of ours it is graphql-js that speaks, and it quotes the value that did not fit.
    const facts = cause ? { err: cause } : { detail: nullOfOurs.test(error.message) ? error.message : 'an answer does not fit the schema' };
    log.error({ ...facts, requestId, path: error.path?.join('.') }, 'operation failed');
  }

  return (error, operation) => {
    const origin = error instanceof RequestError ? error : error.originalError;
    const { locations, path } = error;
    const answer = (code: string, message: string): GraphQLFormattedError => ({
      message,
      ...(locations ? { locations } : {}),
      ...(path ? { path } : {}),
      extensions: { code, requestId: operation.requestId },
    });

    const outage = origin instanceof InternalCallError ? origin.outage : origin;
    if (outage instanceof OutageError) {
      const told = answer(outage.code, outage.message);
      return { ...told, extensions: { ...told.extensions, remedy: outage.extensions['remedy'] } };
    }
    if (origin instanceof RequestError) return answer(String(origin.extensions['code']), origin.message);

    const code = String(error.extensions['code'] ?? '');
    if (code === 'GRAPHQL_VALIDATION_FAILED') return answer(code, validationMessage(error));
    if (!path && requestFailures[code]) return answer(code, requestFailures[code]);
    if (!path && error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION) return answer('BAD_USER_INPUT', variableMessage(error, operation));
    // An argument that only execution could refuse.
    if (error.nodes?.some(isValue)) return answer('BAD_USER_INPUT', 'An argument is not valid for its type');

    logOnce(error, operation.requestId);
    return answer('INTERNAL', 'Something went wrong on our side');
  };
}

/** The error that a resolver threw, below the layers that graphql-js puts around it. */
function originOf(error: GraphQLError): Error | undefined {
  let origin: Error | undefined = error.originalError;
  while (origin && 'originalError' in origin && origin.originalError instanceof Error) origin = origin.originalError;
  return origin?.name === 'GraphQLError' ? undefined : origin;
}

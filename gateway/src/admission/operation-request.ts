import { refusal } from '../errors/refusal.ts';

/** What a client asks for, over whatever it asks. */
export interface OperationRequest {
  query: string;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the body of a request, or the payload of a subscribe message. Throws BATCHING_NOT_SUPPORTED or BAD_REQUEST. */
export function readOperationRequest(body: unknown): OperationRequest {
  if (Array.isArray(body)) {
    throw refusal('BATCHING_NOT_SUPPORTED', 'Several operations in one request', {
      remedy: 'Send one request for each operation; the connection is kept alive.',
    });
  }
  if (!isObject(body))
    throw refusal('BAD_REQUEST', 'The request is not a JSON object', {
      remedy: 'Send { "query", "variables", "operationName" } as application/json.',
    });

  const { query, operationName, variables } = body;
  if (typeof query !== 'string') {
    throw refusal('BAD_REQUEST', 'The request has no query text', {
      remedy: 'Send the document as `query`; persisted queries are not supported.',
    });
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw refusal('BAD_REQUEST', 'The operationName is not a text');
  if (variables !== undefined && variables !== null && !isObject(variables))
    throw refusal('BAD_REQUEST', 'The variables are not an object');

  return { query, operationName: operationName || null, variables: variables ?? {} };
}

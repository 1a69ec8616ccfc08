import { refusal } from '../errors/refusal.ts';

/** What a client asks for, over whatever it asks. */
export interface OperationRequest {
  query: string;
  operationName: string | null;
  variables: Readonly<Record<string, unknown>>;
}

/** The same as it is sent: the document as its text, by a hash that it is known by, or both. */
export interface SentRequest extends Omit<OperationRequest, 'query'> {
  query: string | null;
  hash: string | null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const longestHash = 128;

/** The hash of automatic persisted queries, or the id of a trusted document. */
function hashOf(documentId: unknown, extensions: unknown): string | null {
  const persisted = isObject(extensions) ? extensions['persistedQuery'] : undefined;
  if (persisted !== undefined && (!isObject(persisted) || persisted['version'] !== 1))
    throw refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');

  const hash = documentId ?? (isObject(persisted) ? persisted['sha256Hash'] : undefined) ?? null;
  if (hash !== null && (typeof hash !== 'string' || hash === '' || hash.length > longestHash))
    throw refusal('BAD_REQUEST', 'The hash of the document is not a text of up to 128 characters');
  return hash?.replace(/^sha256:/, '') ?? null;
}

/** Reads the body of a request, or the payload of a subscribe message. Throws BATCHING_NOT_SUPPORTED, BAD_REQUEST or PERSISTED_QUERY_NOT_SUPPORTED. */
export function readOperationRequest(body: unknown): SentRequest {
  if (Array.isArray(body)) throw refusal('BATCHING_NOT_SUPPORTED', 'Several operations in one request');
  if (!isObject(body)) throw refusal('BAD_REQUEST', 'The request is not a JSON object');

  const { query, operationName, variables, extensions, documentId } = body;
  const hash = hashOf(documentId, extensions);
  if (typeof query !== 'string' && (hash === null || (query !== undefined && query !== null))) {
    throw refusal('BAD_REQUEST', 'The request has no query text', { remedy: 'Send the document as `query`, or the hash that it is known by.' });
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw refusal('BAD_REQUEST', 'The operationName is not a text');
  if (variables !== undefined && variables !== null && !isObject(variables)) throw refusal('BAD_REQUEST', 'The variables are not an object');

  return { query: typeof query === 'string' ? query : null, hash, operationName: operationName || null, variables: variables ?? {} };
}

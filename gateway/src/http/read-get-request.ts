import { deepestJson, nestsDeeperThan } from '@offload/service-kit';
import type { FastifyRequest } from 'fastify';
import { refusal } from '../errors/refusal.ts';

/** Headers that a page of somebody else cannot send without asking first (CORS); those of Apollo's clients. */
const preflighted = ['apollo-require-preflight', 'x-apollo-operation-name'];

function textOf(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = query[name];
  if (Array.isArray(value)) throw refusal('BAD_REQUEST', `The URL has several \`${name}\``);
  return value === undefined || value === '' ? undefined : String(value);
}

function jsonOf(query: Readonly<Record<string, unknown>>, name: string): unknown {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  try {
    if (!nestsDeeperThan(deepestJson, Buffer.from(text))) return JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
  }
  throw refusal('BAD_REQUEST', `\`${name}\` of the URL is not JSON, or nests too deep`);
}

/**
 * Reads an operation from the URL of a GET, in the form of a body: the document by its hash (`extensions.persistedQuery` or `documentId`), never as a text, which would be in every log on the
 * way. Throws CSRF_PREVENTED without a header that only pages of allowed origins can send, METHOD_NOT_ALLOWED for a text, and BAD_REQUEST.
 */
export function readGetRequest({ headers, query }: FastifyRequest): Record<string, unknown> {
  const asked = query as Readonly<Record<string, unknown>>;
  if (asked['query'] !== undefined || (asked['extensions'] === undefined && asked['documentId'] === undefined)) {
    throw refusal('METHOD_NOT_ALLOWED', 'Documents are sent by POST; by GET they are known by their hash');
  }
  if (!preflighted.some((name) => headers[name])) throw refusal('CSRF_PREVENTED', 'A page of somebody else could have sent this');

  return {
    extensions: jsonOf(asked, 'extensions'),
    variables: jsonOf(asked, 'variables'),
    operationName: textOf(asked, 'operationName'),
    documentId: textOf(asked, 'documentId'),
  };
}

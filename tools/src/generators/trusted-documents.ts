import { createHash } from 'node:crypto';
import * as client from '@offload/client';
import { Kind, print, type DocumentNode } from 'graphql';
import type { Generated } from './generator.ts';

const isOperation = (value: unknown): value is DocumentNode =>
  typeof value === 'object' && value !== null && 'definitions' in value && (value as DocumentNode).definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);

/**
 * Gives the manifest of the client's operations, for gateways that take documents by hash or none but trusted ones: SHA-256 in hex → text, as graphql-codegen writes
 * such manifests. The texts are those that the client sends.
 */
export async function generate(): Promise<Generated[]> {
  const texts = Object.values<unknown>(client).filter(isOperation).map(print);
  const entries = texts.map((text) => [createHash('sha256').update(text).digest('hex'), text] as const).sort(([one], [other]) => (one < other ? -1 : 1));
  return [{ path: 'libs/client/trusted-documents.generated.json', content: `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n` }];
}

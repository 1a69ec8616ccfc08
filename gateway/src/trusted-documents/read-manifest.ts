import { z } from 'zod';

/** The manifest that Apollo's clients write (`@apollo/generate-persisted-query-manifest`). */
const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), name: z.string(), body: z.string().min(1) })),
});

/** What graphql-codegen (`persistedDocuments`) and Relay write: the text of each document by its hash. */
const byHash = z.record(z.string().min(1), z.string().min(1));

/**
 * Reads a manifest of trusted documents: the text of each by its hash or id. Takes Apollo's format and that of graphql-codegen. Throws an error that names the file when it is neither.
 */
export function readManifest(json: string, file: string): Map<string, string> {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (cause) {
    throw new Error(`the trusted documents in ${file} are not JSON`, { cause });
  }

  const manifest = apollo.safeParse(content);
  if (manifest.success) return new Map(manifest.data.operations.map(({ id, body }) => [id, body]));
  const documents = byHash.safeParse(content);
  if (documents.success) return new Map(Object.entries(documents.data));
  throw new Error(`${file} is no manifest of trusted documents: neither of Apollo's format nor of graphql-codegen's`);
}

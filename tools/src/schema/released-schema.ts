import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readApiSchema } from '../generators/api-schema.ts';
import { compareSchemas, type SchemaComparison } from './compare-schemas.ts';

/** The API schema as it was last released, from the root of the repository: what clients in the field were written against. */
export const releasedFile = 'schemas/released/api.graphql';

/** Compares the API of the supergraph under `root` with the released one. */
export async function compareWithReleased(root: string): Promise<SchemaComparison> {
  const [released, { sdl }] = await Promise.all([readFile(join(root, releasedFile), 'utf8'), readApiSchema(root)]);
  return compareSchemas(released, sdl);
}

/** A comparison as text, a line a change; empty when there is none. */
export function describeComparison({ breaking, dangerous }: SchemaComparison): string {
  const section = (title: string, changes: readonly string[]): string[] => (changes.length > 0 ? [title, ...changes.map((change) => `  ${change}`)] : []);
  return [...section('breaks clients:', breaking), ...section('may surprise clients:', dangerous)].join('\n');
}

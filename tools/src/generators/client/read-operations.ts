import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, Source, type DocumentNode } from 'graphql';

/** Where the client's operations lie, from the root of the repository. */
export const operationsFolder = 'libs/client/operations';

export interface OperationFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly document: DocumentNode;
}

/** The client's `.graphql` files, by path. Throws a GraphQLError with the place in the file where one does not parse. */
export async function readOperations(root: string): Promise<OperationFile[]> {
  const paths: string[] = [];
  for await (const path of glob('**/*.graphql', { cwd: join(root, operationsFolder) })) paths.push(`${operationsFolder}/${path.replaceAll('\\', '/')}`);
  paths.sort();
  return Promise.all(paths.map(async (path) => ({ path, document: parse(new Source(await readFile(join(root, path), 'utf8'), path)) })));
}

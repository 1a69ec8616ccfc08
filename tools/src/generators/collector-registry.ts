import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
// By path: the catalogue of the scanner imports the registries, which are what is made here.
import { checkLists, collectorLists, generateRegistry, type RegistryList } from '../../../services/scanner/src/collection/generate-registry.ts';
import type { Generated } from './generator.ts';

const scanner = 'services/scanner/src';

/** The registries of collectors and checks, from the files that declare them. */
export async function generate(root: string): Promise<Generated[]> {
  return Promise.all([registryOf(root, `${scanner}/collectors`, collectorLists), registryOf(root, `${scanner}/checks`, checkLists)]);
}

async function registryOf(root: string, folder: string, lists: readonly RegistryList[]): Promise<Generated> {
  const files = [];
  for await (const path of glob('**/*.ts', { cwd: join(root, folder) })) {
    files.push({ path: `./${path}`, text: await readFile(join(root, folder, path), 'utf8') });
  }
  return { path: `${folder}/registry.generated.ts`, content: generateRegistry(files, lists) };
}

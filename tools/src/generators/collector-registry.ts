import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
// Not from the catalogue, which imports the registries that are made here.
import { checkLists, collectorLists, generateRegistry, type RegistryList } from '@offload/scanner/generate-registry';
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

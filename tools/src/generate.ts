import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Generated, Generator } from './generators/generator.ts';

/**
 * Writes every generated file, or with `--check` compares and fails on a difference. The order matters: what a later generator imports
 * must be written by an earlier one, which is why each is loaded when its turn comes.
 */
const generators: Record<string, () => Promise<{ generate: Generator }>> = {
  'collector and check registries': () => import('./generators/collector-registry.ts'),
  'preflight, check catalogue, strict policy': () => import('./generators/preflight.ts'),
  'event schemas': () => import('./generators/event-schemas.ts'),
  supergraph: () => import('./generators/supergraph.ts'),
  'environment tables': () => import('./generators/environment-tables.ts'),
  'error codes': () => import('./generators/error-table.ts'),
  'API schema': () => import('./generators/api-schema.ts'),
  'schema reference': () => import('./generators/reference.ts'),
  // After all that does not need it: it fails until what was added to the graph has its operations, and everything else is written by then.
  client: () => import('./generators/client.ts'),
  'trusted documents': () => import('./generators/trusted-documents.ts'),
};

const root = join(import.meta.dirname, '..', '..');
const check = process.argv.includes('--check');
const stale: string[] = [];

for (const [name, load] of Object.entries(generators)) {
  const { generate } = await load();
  const files = await generate(root);
  for (const file of files) await place(file);
  console.log(`${name}: ${files.length} file${files.length === 1 ? '' : 's'}`);
}

async function place({ path, content }: Generated): Promise<void> {
  const file = join(root, path);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (before === content) return;
  if (check) stale.push(path);
  else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

if (stale.length) {
  console.error(`not current, run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join('\n')}`);
  process.exit(1);
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readApiSchema } from './generators/api-schema.ts';
import { compareSchemas } from './schema/compare-schemas.ts';
import { describeComparison, releasedFile } from './schema/released-schema.ts';

/** `npm run schema:release`: takes the API of the supergraph as released, and says what that breaks. */
const root = join(import.meta.dirname, '..', '..');
const file = join(root, releasedFile);
const { sdl } = await readApiSchema(root);
const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return null;
  throw error;
});

await mkdir(dirname(file), { recursive: true });
await writeFile(file, `# The graph as it was last released: written by \`npm run schema:release\`, compared by \`npm run schema:check\`.\n\n${sdl}`);
const changes = before === null ? '' : describeComparison(await compareSchemas(before, sdl));
console.log(`${releasedFile} is the API of today${changes ? `\n${changes}` : ''}`);

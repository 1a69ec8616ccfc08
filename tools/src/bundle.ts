import { execFile } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleProgram } from './bundle/bundle-program.ts';
import { programs } from './bundle/programs.ts';

/**
 * `npm run bundle`: what images hold, in `dist`: a folder a program with its `main.mjs`, the schemas, the Terraform modules that onboarding kits are made from, and
 * GraphiQL, built. Packages of npm are not in it. Ends with a failure when a program imports a package that an image would not have.
 */
const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
await rm(dist, { recursive: true, force: true });

for (const [name, main] of Object.entries(programs)) {
  await bundleProgram({ root, main: join(root, main), outfile: join(dist, name, 'main.mjs') });
  console.log(`dist/${name}/main.mjs`);
}

await cp(join(root, 'schemas'), join(dist, 'schemas'), { recursive: true });
await cp(join(root, 'terraform'), join(dist, 'terraform'), { recursive: true, filter: (path) => !path.endsWith('.ts') && basename(path) !== 'testing' });

// The page is built by the gateway's own tool, beside its sources; main.mjs of the gateway looks for it where it lies here.
await promisify(execFile)(process.execPath, [join(root, 'gateway', 'graphiql', 'bundle.ts')]);
await cp(join(root, 'gateway', 'graphiql', 'dist'), join(dist, 'graphiql', 'dist'), { recursive: true });
console.log('dist/graphiql');

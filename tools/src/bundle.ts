import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The programs that images run, and where their mains are. */
const programs = {
  accounts: 'services/accounts/src/main.ts',
  credentials: 'services/credentials/src/main.ts',
  scanner: 'services/scanner/src/main.ts',
  inventory: 'services/inventory/src/main.ts',
  gateway: 'gateway/src/main.ts',
  simulator: 'simulator/src/main.ts',
  provision: 'deploy/docker/provision/main.ts',
};

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
await rm(dist, { recursive: true, force: true });

/**
 * `npm run bundle`: one folder a program, with its own code and our libs in `main.mjs`. Packages of npm stay outside: they are installed in the image,
 * since some of them find their files by their place (the AWS clients are loaded when first needed, TypeORM asks for drivers that are not there).
 */
for (const [name, main] of Object.entries(programs)) {
  await build({
    entryPoints: [join(root, main)],
    outfile: join(dist, name, 'main.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [
      {
        name: 'packages-stay-outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) => (kind !== 'entry-point' && !path.startsWith('@offload/') ? { path, external: true } : undefined)),
      },
    ],
  });
  console.log(`dist/${name}/main.mjs`);
}

await cp(join(root, 'schemas'), join(dist, 'schemas'), { recursive: true });
await cp(join(root, 'terraform'), join(dist, 'terraform'), { recursive: true });

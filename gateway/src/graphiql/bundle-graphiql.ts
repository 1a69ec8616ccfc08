import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const workers = {
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
};

/**
 * Builds the GraphiQL page of a source directory into another one: `index.html`, `page.js`, `page.css`, three workers and what they refer
 * to. Nothing is loaded from elsewhere. Takes a few seconds; the directory appears whole or not at all. Throws when esbuild does.
 */
export async function bundleGraphiql(source: string, target: string): Promise<void> {
  // A tool of development: images bring the built page along, and no esbuild.
  const { build } = await import('esbuild');
  const { resolve } = createRequire(join(source, 'page.ts'));
  const unfinished = `${target}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });

  const options = {
    outdir: unfinished,
    bundle: true,
    minify: true,
    target: 'es2022',
    legalComments: 'linked',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  } as const;
  try {
    await Promise.all([
      build({ ...options, entryPoints: { page: join(source, 'page.ts') }, format: 'esm' }),
      build({
        ...options,
        entryPoints: Object.fromEntries(Object.entries(workers).map(([name, module]) => [name, resolve(module)])),
        format: 'iife',
      }),
      copyFile(join(source, 'index.html'), join(unfinished, 'index.html')),
    ]);
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target).catch((error: NodeJS.ErrnoException) => {
      // Another process has just built the same page.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

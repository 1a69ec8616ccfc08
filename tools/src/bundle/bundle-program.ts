import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';

export interface BundleOptions {
  /** The root of the repository. */
  root: string;
  /** The entry point. */
  main: string;
  /** Where the bundle goes. It must lie under the root, or beside its node_modules, since packages are found from there. */
  outfile: string;
}

/** Imported where the sources lie and never from an image: GraphiQL is built before. */
const buildTools = new Set(['esbuild']);

/**
 * Bundles a program with our own code into one file. Packages of npm stay outside: they are installed in the image, since some of them find their files by
 * their place, and the clouds' clients are loaded when first needed. A package that npm nested under a workspace goes in, because from the bundle's place its
 * name would mean another version.
 *
 * Gives the names of the packages that stay outside. Throws, naming them, when one is not among the dependencies of whoever imports it: an image would lack it.
 */
export async function bundleProgram({ root, main, outfile }: BundleOptions): Promise<string[]> {
  const outside = new Map<string, string>();
  await build({
    entryPoints: [main],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Names of classes are data: of migrations in the database, of errors in logs.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [packagesStayOutside(root, outside)],
  });

  const missing: string[] = [];
  for (const [name, importer] of outside) {
    if (!buildTools.has(name) && !(await dependenciesAt(dirname(importer))).has(name)) missing.push(`${name}, imported by ${relative(root, importer)}`);
  }
  if (missing.length > 0) throw new Error(`not a dependency of whoever imports it, so an image would lack it:\n  ${missing.join('\n  ')}`);
  return [...outside.keys()].sort();
}

/** Collects the packages that stay outside, each with one of its importers. */
function packagesStayOutside(root: string, outside: Map<string, string>): Plugin {
  const installed = join(root, 'node_modules') + sep;
  const asked = Symbol('asked');

  return {
    name: 'packages-stay-outside',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind === 'entry-point' || pluginData === asked) return undefined;
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: asked });
        if (found.errors.length > 0 || found.external || !found.path.startsWith(installed)) return found;
        outside.set(packageOf(path), importer);
        return { path, external: true };
      });
    },
  };
}

const packageOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');

/** The runtime dependencies of the package that a directory belongs to. */
async function dependenciesAt(directory: string): Promise<Set<string>> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return dependenciesAt(dirname(directory));

  const { dependencies, peerDependencies } = JSON.parse(text) as { dependencies?: object; peerDependencies?: object };
  return new Set([...Object.keys(dependencies ?? {}), ...Object.keys(peerDependencies ?? {})]);
}

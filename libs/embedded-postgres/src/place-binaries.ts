import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canRun, type ServerIdentity } from './server-identity.ts';
import { openShelter } from './shelter.ts';

/** Gives the directory to run the binaries from: where they are, or a world-readable copy (60 MB, made once a version) when the server could not run them there. */
export function placeBinaries(native: string, identity: ServerIdentity | undefined, shelter = openShelter): string {
  if (!identity || canRun(identity, join(native, 'bin', 'postgres'))) return native;

  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(shelter(), `binaries-${version}`);
  if (!existsSync(copy)) copyWhole(native, copy);

  if (!canRun(identity, join(copy, 'bin', 'postgres')))
    throw new Error(`user ${identity.uid} cannot run ${copy}/bin/postgres: is the directory mounted noexec?`);
  return copy;
}

/** All or nothing: a copy under its final name is whole, whoever dies on the way. */
function copyWhole(from: string, to: string): void {
  const partial = `${to}.${process.pid}`;
  try {
    cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
    for (const entry of readdirSync(partial, { recursive: true, withFileTypes: true })) {
      const program = entry.isDirectory() || entry.parentPath.endsWith('/bin');
      if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), program ? 0o755 : 0o644);
    }
    chmodSync(partial, 0o755);
    renameSync(partial, to);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(to)) throw new Error(`cannot copy the Postgres binaries to ${to}`, { cause: error }); // else another process was faster
  }
}

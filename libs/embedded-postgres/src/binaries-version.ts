import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The major version of the Postgres in a directory with a `bin`. Throws when there is none, or it cannot be run. */
export function binariesVersion(binaries: string): number {
  const { stdout, error } = spawnSync(join(binaries, 'bin', 'postgres'), ['--version'], { cwd: '/', encoding: 'utf8' });
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1]);
  if (!major) throw new Error(`cannot run ${binaries}/bin/postgres`, { cause: error });
  return major;
}

import { startEmbeddedPostgres, type EmbeddedPostgres } from '@offload/embedded-postgres';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentName, rolePasswordName } from '../database/run-postgres.ts';
import { runDirectory, runDirectoryPrefix } from '../run-directory.ts';

declare global {
  /** The server of this run, for the teardown. Jest loads both files in one process, and shares nothing else between them. */
  var offloadTestPostgres: { server: EmbeddedPostgres; directory: string } | undefined;
}

/** Starts one Postgres for the run (about 0.7 s) and tells the workers where it is. Every run has its own, so that runs can overlap. */
export default async function setUp(): Promise<void> {
  removeAbandoned();

  const directory = runDirectory();
  const server = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), durability: 'test' });
  globalThis.offloadTestPostgres = { server, directory };

  process.env[environmentName] = server.adminUrl;
  process.env[rolePasswordName] = randomBytes(12).toString('hex');
}

/** A run that was killed leaves its directory (its server is ended by the guard). */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${runDirectoryPrefix}(\\d+)-`).exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives, and is another user's
  }
}

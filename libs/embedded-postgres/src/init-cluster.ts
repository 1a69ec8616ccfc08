import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSmall, writeSmall } from './cluster-files.ts';
import type { ServerIdentity } from './server-identity.ts';

export interface InitFacts {
  binaries: string;
  /** The major version of the binaries. */
  version: number;
  cluster: string;
  passwordFile: string;
  identity: ServerIdentity | undefined;
  durability: 'crash-safe' | 'test';
}

/** Makes the cluster when it is not there (about 0.5 s) and gives the superuser's password. Throws when what is there is of another version or lost its password. */
export async function initCluster(facts: InitFacts): Promise<string> {
  const { cluster, passwordFile, version } = facts;

  const madeBy = readSmall(join(cluster, 'PG_VERSION'));
  if (madeBy !== undefined) {
    if (madeBy !== String(version))
      throw new Error(`${cluster} was made by PostgreSQL ${madeBy}, this is ${version}: dump it with the old version, or delete it`);
    const password = readSmall(passwordFile);
    if (!password) throw new Error(`the password of ${cluster} is missing: bring ${passwordFile} back, or delete both to start empty`);
    return password;
  }

  const password = randomBytes(24).toString('base64url');
  writeSmall(passwordFile, password);
  await makeCluster(facts, password);
  return password;
}

/** Under another name first: a directory with the final name is whole, whoever dies on the way. */
async function makeCluster({ binaries, cluster, identity, durability }: InitFacts, password: string): Promise<void> {
  if (existsSync(cluster)) throw new Error(`${cluster} exists and is not a database: give another data directory`);

  const partial = `${cluster}.new`;
  const passwordCopy = `${cluster}.new.password`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordCopy, password, { mode: 0o600 });
  if (identity) for (const path of [partial, passwordCopy]) chownSync(path, identity.uid, identity.gid);

  try {
    const flags = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordCopy, '-E', 'UTF8', '--locale=C', '--no-instructions'];
    const initdb = spawn(join(binaries, 'bin', 'initdb'), ['-D', partial, ...flags, ...(durability === 'test' ? ['--no-sync'] : [])], {
      ...identity,
      cwd: '/',
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    initdb.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));

    const [code] = (await once(initdb, 'close')) as [number | null];
    if (code !== 0)
      throw new Error(`cannot make a database in ${cluster}${/No space left/.test(said) ? ' (the disk is full)' : ''}: ${said.trim()}`);
    renameSync(partial, cluster);
  } finally {
    rmSync(passwordCopy, { force: true });
  }
}

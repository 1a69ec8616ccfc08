import { rmSync, writeFileSync } from 'node:fs';
import { readSmall } from './cluster-files.ts';
import { processStart } from './process-start.ts';

interface Owner {
  pid: number;
  started: string | undefined;
}

/**
 * Writes down that this process uses a cluster, and gives the way to take that back. Throws when a living process (this one included) uses it already.
 * Two that claim a dead owner's cluster in the same instant are told apart by Postgres itself, which starts once a directory.
 */
export function claimCluster(ownerFile: string): () => void {
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) } satisfies Owner);
  const take = (): boolean => {
    try {
      writeFileSync(ownerFile, mine, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw new Error(`cannot write ${ownerFile}`, { cause: error });
    }
  };

  if (!take()) {
    const owner = readOwner(ownerFile);
    if (owner && processStart(owner.pid) === owner.started)
      throw new Error(`the database beside ${ownerFile} is in use by process ${owner.pid}: stop that one first`);

    rmSync(ownerFile, { force: true });
    if (!take()) throw new Error(`the database beside ${ownerFile} was just taken by another process`);
  }

  return () => {
    if (readSmall(ownerFile) === mine) rmSync(ownerFile, { force: true });
  };
}

function readOwner(ownerFile: string): Owner | undefined {
  try {
    return JSON.parse(readSmall(ownerFile) ?? '') as Owner;
  } catch {
    return undefined; // cut short by a crash: its writer is dead
  }
}

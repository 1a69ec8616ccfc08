import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeSmall } from './cluster-files.ts';
import { canEnter, type ServerIdentity } from './server-identity.ts';
import { openShelter } from './shelter.ts';
import { linkRecord, sweepShelter } from './sweep-shelter.ts';

/**
 * Gives the directory in which the cluster really lies. That is `dataDirectory`, unless we are root and the server's user cannot reach it (a checkout in
 * /root): then `dataDirectory` is a symbolic link into the shelter. Throws when that link leads nowhere: what it led to is lost, or not mounted.
 */
export function placeCluster(dataDirectory: string, identity: ServerIdentity | undefined, shelter = openShelter): string {
  const parent = dirname(dataDirectory);
  mkdirSync(parent, { recursive: true });

  const link = lstatSync(dataDirectory, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(dataDirectory) : undefined;
  if (link !== undefined) {
    if (!existsSync(dirname(link)))
      throw new Error(`${dataDirectory} leads to ${link}, which is not there: bring it back, or delete the link to start empty`);
    return link;
  }
  if (!identity || existsSync(dataDirectory) || canEnter(identity, parent)) return dataDirectory;

  const directory = shelter();
  sweepShelter(directory);
  const home = join(directory, `cluster-${randomUUID()}`);
  mkdirSync(home);
  chmodSync(home, 0o755); // whatever the umask
  const cluster = join(home, 'data');
  symlinkSync(cluster, dataDirectory);
  writeSmall(join(home, linkRecord), dataDirectory);
  return cluster;
}

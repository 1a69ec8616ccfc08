import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What lies beside the data directory. */
export interface ClusterFiles {
  /** The superuser's password, mode 0600. */
  password: string;
  /** The port of the last start. */
  port: string;
  /** Which process uses the cluster. */
  owner: string;
}

export function clusterFiles(dataDirectory: string): ClusterFiles {
  const beside = (suffix: string): string => join(dirname(dataDirectory), `${basename(dataDirectory)}.${suffix}`);
  return { password: beside('password'), port: beside('port'), owner: beside('owner') };
}

/** The text of a small file, trimmed; undefined when there is none. */
export const readSmall = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);

/** Writes a small file whole or not at all, readable by its owner only. */
export function writeSmall(file: string, text: string): void {
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, `${text}\n`, { mode: 0o600, flush: true });
  renameSync(partial, file);
}

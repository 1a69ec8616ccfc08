import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { readSmall } from './cluster-files.ts';
import { processCommand } from './process-start.ts';

/** In the home of a sheltered cluster: the path of the link that leads to it. */
export const linkRecord = 'link';

/**
 * Removes sheltered clusters whose link lay in the temporary directory and is gone: those of demos and tests, which remove only what they made themselves.
 * A link that lay anywhere else may merely not be mounted now: its cluster stays for ever.
 */
export function sweepShelter(shelter: string, temporary: string = tmpdir()): void {
  for (const name of readdirSync(shelter).filter((entry) => entry.startsWith('cluster-'))) {
    const home = join(shelter, name);
    const cluster = join(home, 'data');
    const link = readSmall(join(home, linkRecord));
    if (!link?.startsWith(temporary + sep) || leadsTo(link) === cluster || isServed(cluster)) continue;

    rmSync(home, { recursive: true, force: true });
  }
}

function leadsTo(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined; // gone: an answer, not a failure
  }
}

function isServed(cluster: string): boolean {
  const pid = Number(readSmall(join(cluster, 'postmaster.pid'))?.split('\n')[0] || 0);
  return pid > 0 && processCommand(pid).includes(cluster);
}

import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the directories of test processes begin; the process's id follows. */
export const runDirectoryPrefix = 'offload-test-';

/** A new directory for a server of this process. Passable for everybody: run as root, the server is another user. What a killed run leaves, the next run removes. */
export function runDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), `${runDirectoryPrefix}${process.pid}-`));
  chmodSync(directory, 0o711);
  return directory;
}

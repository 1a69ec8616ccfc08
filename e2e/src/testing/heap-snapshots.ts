import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * What makes node write a snapshot of its heap on SIGUSR2. Strings are kept whole: by default a snapshot cuts them at 1,024 characters, and a secret
 * further back in the body of a request would not be seen.
 */
export const heapSnapshotArguments = (directory: string): string[] => [
  '--heapsnapshot-signal=SIGUSR2',
  `--diagnostic-dir=${directory}`,
  '--heap-snapshot-string-limit=4000000',
];

/** Collects garbage in a process and gives the snapshot of what it still holds. Throws when none was written in a minute. */
export async function takeHeapSnapshot(pid: number, directory: string): Promise<Buffer> {
  const ofThisProcess = async (): Promise<string[]> => (await readdir(directory)).filter((name) => name.endsWith('.heapsnapshot') && name.split('.').includes(String(pid)));
  for (const name of await ofThisProcess()) await rm(join(directory, name));
  process.kill(pid, 'SIGUSR2');

  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const [name] = await ofThisProcess();
    if (name !== undefined && (await isWhole(join(directory, name)))) {
      const snapshot = await readFile(join(directory, name));
      await rm(join(directory, name));
      return snapshot;
    }
    await pause(50);
  }
  throw new Error(`the process ${pid} wrote no heap snapshot`);
}

/** A snapshot is one JSON document whose last part is the list of strings. */
async function isWhole(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const end = Buffer.alloc(8);
    const { bytesRead } = await handle.read(end, 0, end.length, Math.max(0, size - end.length));
    return /\]\s*\}\s*$/.test(end.subarray(0, bytesRead).toString());
  } finally {
    await handle.close();
  }
}

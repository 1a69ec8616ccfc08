import { open, rename, rm } from 'node:fs/promises';

/** Writes a file that only its owner may read (mode 0400), whole or not at all, and on the disk when this resolves. Replaces what is there. */
export async function writeOwnFile(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  await rm(partial, { force: true });
  const file = await open(partial, 'wx', 0o400);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
}

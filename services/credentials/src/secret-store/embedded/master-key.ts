import { Secret } from '@offload/service-kit';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { SecretStoreError } from '../secret-store.ts';
import { keyBytes, newKey } from './envelope.ts';

/**
 * The master key from its file (base64, mode 0600, nobody else may read it). Makes one when there is no file and nothing is sealed yet.
 * @throws SecretStoreError KEY_LOST when secrets are sealed and the file is gone, KEY_EXPOSED, KEY_WRONG
 */
export async function loadMasterKey(file: string, isAnythingSealed: () => Promise<boolean>): Promise<Secret<Buffer>> {
  const known = await readMasterKey(file);
  if (known) return known;

  if (await isAnythingSealed()) {
    throw new SecretStoreError(
      'KEY_LOST',
      `the master key file ${file} is gone, and secrets are sealed under it: restore it from a backup, or connect the accounts again on an empty database`,
    );
  }

  return makeMasterKey(file);
}

/** The file of a master key that is about to take the place of another. */
export const nextFileOf = (file: string): string => `${file}.next`;

/** Makes a key and its file, unless the file is there: then the key that it holds. */
export async function makeMasterKey(file: string): Promise<Secret<Buffer>> {
  await writeKey(file, newKey());
  // Read back: another process may have been the one to make it.
  return (await readMasterKey(file))!;
}

/** The key in a file; null when there is no file. @throws SecretStoreError KEY_EXPOSED, KEY_WRONG */
export async function readMasterKey(file: string): Promise<Secret<Buffer> | null> {
  let mode: number;
  try {
    ({ mode } = await stat(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }

  if ((mode & 0o077) !== 0) {
    throw new SecretStoreError(
      'KEY_EXPOSED',
      `the master key file ${file} has mode ${(mode & 0o777).toString(8).padStart(4, '0')}: others can read it. Make it 0600`,
    );
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== keyBytes)
    throw new SecretStoreError('KEY_WRONG', `the master key file ${file} does not hold ${keyBytes} bytes in base64`);
  return new Secret(key);
}

/** Written whole and synced under another name, then linked: a crash leaves the key or none, and never replaces one. */
async function writeKey(file: string, key: Secret<Buffer>): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${key.reveal().toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }

  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }

  await syncDirectory(file);
}

/** Makes the names in the directory of a file outlive a power failure. */
export async function syncDirectory(file: string): Promise<void> {
  const directory = await open(dirname(file), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

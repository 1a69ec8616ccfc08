import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Writes a file of secrets with mode 0600. Throws when there is one already: its keys cannot be made again. An empty file is taken for none, since
 * a shell that redirects into it has just made it.
 */
export async function writeEnvFile(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    if ((await file.stat()).size > 0) throw new Error(`${path} is there already, and holds keys that cannot be made again: remove it yourself to begin anew`);
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

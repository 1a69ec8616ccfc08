import { chmodSync, lstatSync, mkdirSync } from 'node:fs';

/** Where root keeps what the server's user must reach and a private home (mode 0700) would hide. */
export const shelterDirectory = '/var/lib/offload-security';

/** Makes the shelter. Throws when it cannot be made, or when somebody but root could write into it: programs are run from there. */
export function openShelter(directory: string = shelterDirectory): string {
  try {
    if (mkdirSync(directory, { recursive: true })) chmodSync(directory, 0o755); // whatever the umask
  } catch (error) {
    throw new Error(
      `run as root, embedded Postgres needs ${directory}, which cannot be made: use a data directory that user 65534 can reach`,
      { cause: error },
    );
  }

  const { uid, mode } = lstatSync(directory);
  if (uid !== 0 || (mode & 0o022) !== 0) throw new Error(`${directory} must belong to root, and nobody else may write to it`);
  return directory;
}

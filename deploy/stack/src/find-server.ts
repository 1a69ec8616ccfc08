import { access, constants, readdir, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** Where daemons lie that an ordinary user's PATH does not name. */
const daemonDirectories = ['/usr/local/sbin', '/usr/sbin'];

/** The path of a program on the PATH. Throws with how to install it when it is missing. */
export async function findServer(name: string, howToInstall: string): Promise<string> {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...daemonDirectories];
  for (const directory of directories) {
    const path = join(directory, name);
    if (await isExecutable(path)) return path;
  }
  throw new Error(`${name} is not on the PATH. Install it: ${howToInstall}`);
}

/** The directory of a PostgreSQL installation (it holds `bin`): from the PATH, or where Debian puts it. Throws with how to install it when there is none. */
export async function findPostgresInstallation(): Promise<string> {
  const debian = '/usr/lib/postgresql';
  const versions = await readdir(debian).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    if (await isExecutable(join(debian, version, 'bin', 'postgres'))) return join(debian, version);
  }
  return dirname(dirname(await realpath(await findServer('postgres', 'apt-get install postgresql, or brew install postgresql'))));
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

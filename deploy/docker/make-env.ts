import { join, resolve } from 'node:path';
import { newEnvFile } from './env-file/new-env-file.ts';
import { writeEnvFile } from './env-file/write-env-file.ts';

/**
 * `node deploy/docker/make-env.ts`: makes `.env` beside docker-compose.yml, or the file that is named, with new passwords and keys (mode 0600). It never
 * replaces one. Nothing goes to the standard output: with `> .env` that is the file itself.
 */
const path = resolve(process.argv[2] ?? join(import.meta.dirname, '..', '..', '.env'));
await writeEnvFile(path, newEnvFile()).then(
  () => console.error(`${path} is made. Keep a copy of it where you keep secrets.`),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);

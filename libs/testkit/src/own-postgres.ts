import { startEmbeddedPostgres } from '@offload/embedded-postgres';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runDirectory } from './run-directory.ts';

/** A whole server of this test file alone (0.7 s): for tests that change roles or end the server, which would disturb others in the run's own. */
export async function ownPostgres(): Promise<{ adminUrl: string; port: number; stop(): Promise<void> }> {
  const directory = runDirectory();
  const server = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), durability: 'test' });

  return {
    adminUrl: server.adminUrl,
    port: server.port,
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

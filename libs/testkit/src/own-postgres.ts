import { startEmbeddedPostgres } from '@offload/embedded-postgres';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A whole server of this test file alone (0.7 s): for tests that change roles or end the server, which would disturb others in the run's own. */
export async function ownPostgres(): Promise<{ adminUrl: string; port: number; stop(): Promise<void> }> {
  // The name of the run's own directories: what a killed run leaves is removed by the next one.
  const directory = mkdtempSync(join(tmpdir(), `offload-test-${process.pid}-`));
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

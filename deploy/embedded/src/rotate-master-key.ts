import { join } from 'node:path';
import * as credentialsDatabase from '@offload/credentials/database';
import { rotateMasterKey } from '@offload/credentials/master-key';
import { startEmbeddedPostgres } from '@offload/embedded-postgres';
import { createLogger, openDatabase, runService } from '@offload/service-kit';
import { loadPlatformState } from './platform/platform-state.ts';
import { provisionDatabases } from './platform/provision-databases.ts';

/** `npm run rotate-master-key`: replaces the key that the secrets of a platform without Vault are sealed under. The platform must not run. */
await runService(async (lifecycle) => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const directory = process.env['OFFLOAD_DIRECTORY'] ?? join(root, '.offload', 'platform');
  const log = createLogger({ service: 'rotate-master-key', level: 'warn' });
  lifecycle.useLogger(log);

  const state = await loadPlatformState(directory);
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), log });
  lifecycle.onShutdown('postgres', () => postgres.stop());
  const { urls } = await provisionDatabases(postgres.adminUrl, state);
  const database = await openDatabase({ service: 'credentials', urls: urls.credentials, ...credentialsDatabase, log });
  lifecycle.onShutdown('database', () => database.close());

  const masterKeyFile = join(directory, 'master.key');
  const wrapped = await rotateMasterKey({ database, masterKeyFile });
  console.log(`The master key was rotated: ${wrapped} data keys were wrapped anew. Back up ${masterKeyFile}, and destroy copies of the old one.`);
  process.kill(process.pid, 'SIGTERM');
});

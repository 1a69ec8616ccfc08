import { runSubgraphService } from '@offload/service-kit';
import { buildApp } from './app.ts';
import { configSchema } from './config.ts';
import { entities, migrations } from './database.ts';
import { openSecretStore } from './secret-store/open-secret-store.ts';

await runSubgraphService({
  service: 'credentials',
  configSchema,
  entities,
  migrations,
  env: process.env,
  async start(deps) {
    const secrets = await openSecretStore(deps.config, deps.database);
    const app = await buildApp({ ...deps, secrets });
    return {
      async close() {
        await app.close();
        await secrets.close();
      },
    };
  },
});

import { runSubgraphService } from '@offload/service-kit';
import { buildApp } from './app.ts';
import { configSchema } from './config.ts';
import { entities, migrations } from './database.ts';

await runSubgraphService({ service: 'scanner', configSchema, entities, migrations, env: process.env, start: buildApp });

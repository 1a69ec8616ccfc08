import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger, createTokenIssuer, loadConfig, runService, startTelemetry } from '@offload/service-kit';
import { buildApp } from './app.ts';
import { configSchema } from './config.ts';

await runService(async ({ onShutdown, useLogger }) => {
  const config = loadConfig(configSchema, process.env);
  const log = createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  useLogger(log);

  const telemetry = await startTelemetry({ service: 'gateway', otlpEndpoint: config.OTLP_ENDPOINT });
  onShutdown('telemetry', () => telemetry.stop());

  const gateway = await buildApp({
    config,
    log,
    supergraphSdl: await readFile(config.SUPERGRAPH_FILE, 'utf8'),
    tokenIssuer: createTokenIssuer({ issuer: 'gateway', privateKey: config.INTERNAL_TOKEN_PRIVATE_KEY }),
    graphiqlDirectory: join(import.meta.dirname, '..', 'graphiql'),
  });
  onShutdown('gateway', () => gateway.close());
  log.info({ url: gateway.url }, 'gateway listens');
});

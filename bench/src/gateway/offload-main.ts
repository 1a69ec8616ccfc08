import { readFile } from 'node:fs/promises';
import { createLogger, createTokenIssuer, loadConfig } from '@offload/service-kit';
import { buildApp } from '@offload/gateway/app';
import { configSchema } from '@offload/gateway/config';

/** Our gateway, with everything on that is on in production; only the limits of rates let a single caller be fast. */
const config = loadConfig(configSchema, process.env);
const gateway = await buildApp({
  config,
  log: createLogger({ service: 'gateway', level: 'error' }),
  supergraphSdl: await readFile(config.SUPERGRAPH_FILE, 'utf8'),
  tokenIssuer: createTokenIssuer({ issuer: 'gateway', privateKey: config.INTERNAL_TOKEN_PRIVATE_KEY }),
});
process.once('SIGTERM', () => process.exit(0));
console.log(JSON.stringify({ url: gateway.url }));

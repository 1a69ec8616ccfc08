import { commonVariables, internalTokenVariables, portVariable, secretVariable } from '@offload/service-kit';
import { z } from 'zod';

/** The environment of the inventory service. */
export const configSchema = z.object({
  ...commonVariables,
  ...internalTokenVariables,
  PORT: portVariable().default(4004).describe('The port to listen on'),
  DATABASE_URL: secretVariable().describe('PostgreSQL, as the role inventory_runtime'),
  DATABASE_OWNER_URL: secretVariable().describe('PostgreSQL, as the role inventory_owner, which migrates'),
  DATABASE_SYSTEM_URL: secretVariable().describe('PostgreSQL, as the role inventory_system, which works across tenants'),
  NATS_URL: z.string().default('nats://127.0.0.1:4222').describe('The NATS servers, separated by commas'),
  SCHEMAS_DIRECTORY: z.string().default('schemas').describe('Where the *.graphql files lie'),
});
export type Config = z.infer<typeof configSchema>;

import { z } from 'zod';
import { portVariable, secretVariable, commonVariables } from '../config/variables.ts';
import { internalTokenVariables } from '../internal-tokens/token-keys.ts';

/** The environment variables that every subgraph service has, to spread into its config schema. */
export const subgraphVariables = (service: string, port: number) => ({
  ...commonVariables,
  ...internalTokenVariables,
  PORT: portVariable().default(port).describe('The port to listen on; 0 takes any free one'),
  DATABASE_URL: secretVariable().describe(`PostgreSQL, as the role ${service}_runtime, which sees one tenant at a time`),
  DATABASE_OWNER_URL: secretVariable().describe(`PostgreSQL, as the role ${service}_owner, which owns the tables and migrates`),
  DATABASE_SYSTEM_URL: secretVariable().describe(`PostgreSQL, as the role ${service}_system, which works across tenants: relay, sweeps`),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(16).describe('Database connections of the runtime role'),
  NATS_URL: secretVariable().optional().describe('The NATS servers, separated by commas; not used by the embedded platform'),
  SCHEMAS_DIRECTORY: z.string().default('schemas').describe('Where the *.graphql files lie'),
});

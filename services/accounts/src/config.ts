import { listVariable, secretVariable, subgraphVariables } from '@offload/service-kit';
import { z } from 'zod';

/** The environment of the accounts service. */
export const configSchema = z.object({
  ...subgraphVariables('accounts', 4001),
  CREDENTIALS_URL: z.url().describe('Where the credentials service listens'),
  TERRAFORM_DIRECTORY: z.string().default('terraform').describe('Where the Terraform modules lie that onboarding kits are made from'),
  CLOUDS: z.enum(['real', 'simulator']).default('real').describe('Which clouds accounts are connected in; simulated accounts are marked as such for ever'),
  EXTERNAL_ID_HASH_KEY: secretVariable().describe('The key of the hashes by which external IDs are unique across tenants; it may never change. 32 characters or more'),
  EGRESS_ALLOW: listVariable()
    .default([])
    .describe('CIDR ranges, separated by commas, that webhooks may call although they are not public, also by plain http: `10.20.0.0/16`'),
  BOOTSTRAP_TENANT_ID: z.uuid().optional().describe('A tenant to make at start, if it is not there; needs BOOTSTRAP_TENANT_NAME'),
  BOOTSTRAP_TENANT_NAME: z.string().min(1).max(200).optional().describe('The name of that tenant'),
  BOOTSTRAP_API_KEY: secretVariable().optional().describe('An API key of role ADMIN for that tenant'),
});
export type Config = z.infer<typeof configSchema>;

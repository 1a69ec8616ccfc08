import { createGraphClient, type GraphClient } from '@offload/embedded/graph-client';
import { hashApiKey, newApiKey, newId } from '@offload/contracts';
import { Client } from 'pg';
import type { Story } from './story.ts';

/** Lets a second tenant in, as an operator would make one. */
export async function addTenant(story: Story): Promise<GraphClient> {
  return createGraphClient(story.platform.url, await letTenantIn(story));
}

/** Makes a second tenant and gives a key of it, of role ADMIN. */
export async function letTenantIn({ platform }: Story): Promise<string> {
  const url = new URL(platform.databaseAdminUrl);
  url.pathname = '/offload_accounts';
  const key = newApiKey();
  const tenantId = newId();
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`INSERT INTO tenant (tenant_id, name, created_at) VALUES ($1, 'Stranger', now())`, [tenantId]);
  await client.query(`INSERT INTO api_key (tenant_id, id, name, key_hash, roles, created_at) VALUES ($1, $2, 'key', $3, ARRAY['ADMIN'], now())`, [tenantId, newId(), hashApiKey(key)]);
  await client.end();
  return key;
}

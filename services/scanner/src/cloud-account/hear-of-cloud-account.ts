import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { CloudAccountRepository } from './cloud-account.repository.ts';

/** How long an account may take to be heard of, and how often to look. */
const arrivalMs = 3_000;
const arrivalLookMs = 100;

/**
 * Whether the tenant has the account. A client that just connected one asks before the event has told us of it: an account that is not known is waited
 * for, three seconds at most. One of another tenant is never known either, and is refused after the same time.
 */
export async function hearOfCloudAccount({ database }: Pick<Context, 'database'>, tenantId: string, cloudAccountId: string): Promise<boolean> {
  const deadline = performance.now() + arrivalMs;
  for (;;) {
    if (await database.read(tenantId, (tx) => new CloudAccountRepository(tx).find(cloudAccountId))) return true;
    if (performance.now() >= deadline) return false;
    await pause(arrivalLookMs);
  }
}

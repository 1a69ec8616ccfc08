import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { daysSince } from '../../../check/days-since.ts';

const oldestDays = 90;

const keys = (key1: string | null, key2: string | null, allowsSharedKeys = true) => ({ allowsSharedKeys, keysCreatedAt: { key1, key2 } });

export const storageAccountKeysRotated = check({
  id: 'azure.storage.account-keys-rotated',
  on: azureStorageAccount,
  severity: 'medium',
  title: 'Access keys of storage accounts are at most 90 days old',
  why: 'A key opens the whole account and does not expire: the older it is, the more places know it.',
  fix: 'Regenerate one key after the other, or disallow shared keys and give access by Entra roles.',
  controls: { 'cis-azure-foundations-3.0': ['4.4'], 'nist-800-53-r5': ['IA-5', 'SC-12'] },
  judge({ allowsSharedKeys, keysCreatedAt }, { now }) {
    if (!allowsSharedKeys) return pass;
    for (const [name, createdAt] of Object.entries(keysCreatedAt)) {
      if (createdAt === null) return fail(`${name} was never regenerated`);
      const days = daysSince(createdAt, now);
      if (days > oldestDays) return fail(`${name} is ${days} days old`);
    }
    return pass;
  },
  examples: {
    pass: [keys('2025-12-01T00:00:00Z', '2025-12-02T00:00:00Z'), keys(null, null, false)],
    fail: [keys('2025-01-01T00:00:00Z', '2025-12-02T00:00:00Z'), keys('2025-12-02T00:00:00Z', null)],
  },
});

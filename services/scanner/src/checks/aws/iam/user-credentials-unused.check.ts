import { iamUser } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { daysSince } from '../../../check/days-since.ts';

const mostDays = 45;

export const userCredentialsUnused = check({
  id: 'aws.iam.user-credentials-unused',
  on: iamUser,
  severity: 'medium',
  title: 'Credentials that were not used for 45 days are disabled',
  why: 'Nobody notices when a credential that nobody uses is stolen: it belongs to people who left and systems that are gone.',
  fix: 'Deactivate the access key, or delete the console password; delete the user when nothing misses them.',
  controls: { 'cis-aws-foundations-3.0': ['1.12'], 'aws-fsbp': ['IAM.22'], 'nist-800-53-r5': ['AC-2'] },
  judge: ({ consolePassword, accessKeys }, { now }) => {
    if (consolePassword !== null) {
      const days = daysSince(consolePassword.lastUsedAt ?? consolePassword.createdAt, now);
      if (days > mostDays) return fail(`the console password was not used for ${days} days`);
    }
    for (const { accessKeyId, isActive, lastUsedAt, createdAt } of accessKeys) {
      const days = daysSince(lastUsedAt ?? createdAt, now);
      if (isActive && days > mostDays) return fail(`the access key ${accessKeyId} was not used for ${days} days`);
    }
    return pass;
  },
  examples: {
    pass: [
      { consolePassword: null, accessKeys: [] },
      { consolePassword: { createdAt: '2024-01-01T00:00:00Z', lastUsedAt: '2025-12-30T00:00:00Z' }, accessKeys: [] },
      {
        consolePassword: null,
        accessKeys: [{ accessKeyId: 'AKIAEXAMPLE', isActive: false, createdAt: '2024-01-01T00:00:00Z', lastUsedAt: null }],
      },
    ],
    fail: [
      { consolePassword: { createdAt: '2024-01-01T00:00:00Z', lastUsedAt: null }, accessKeys: [] },
      {
        consolePassword: null,
        accessKeys: [{ accessKeyId: 'AKIAEXAMPLE', isActive: true, createdAt: '2024-01-01T00:00:00Z', lastUsedAt: '2025-11-01T00:00:00Z' }],
      },
    ],
  },
});

import { iamUser } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { daysSince } from '../../../check/days-since.ts';

const mostDays = 90;
const key = (isActive: boolean, createdAt: string) => ({ accessKeyId: 'AKIAEXAMPLE', isActive, createdAt, lastUsedAt: null });

export const userKeysRotated = check({
  id: 'aws.iam.user-keys-rotated',
  on: iamUser,
  severity: 'medium',
  title: 'Access keys are rotated within 90 days',
  why: 'The older a key, the more places it was copied to: laptops, pipelines, repositories, backups.',
  fix: 'Create a second key, change what uses the first, deactivate it and then delete it. Better: replace keys by roles.',
  controls: { 'cis-aws-foundations-3.0': ['1.14'], 'aws-fsbp': ['IAM.3'], 'nist-800-53-r5': ['AC-2', 'IA-5'] },
  judge: ({ accessKeys }, { now }) => {
    for (const { accessKeyId, isActive, createdAt } of accessKeys) {
      const days = daysSince(createdAt, now);
      if (isActive && days > mostDays) return fail(`the access key ${accessKeyId} is ${days} days old`);
    }
    return pass;
  },
  examples: {
    pass: [{ accessKeys: [key(true, '2025-12-01T00:00:00Z')] }, { accessKeys: [key(false, '2024-01-01T00:00:00Z')] }],
    fail: [{ accessKeys: [key(true, '2025-09-01T00:00:00Z')] }],
  },
});

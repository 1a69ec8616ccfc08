import { iamUser } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const key = (isActive: boolean) => ({ accessKeyId: 'AKIAEXAMPLE', isActive, createdAt: '2025-12-01T00:00:00Z', lastUsedAt: null });

export const userOneActiveKey = check({
  id: 'aws.iam.user-one-active-key',
  on: iamUser,
  severity: 'low',
  title: 'IAM users have at most one active access key',
  why: 'The second key is for the minutes of a rotation; one that stays is a rotation that was never finished.',
  fix: 'Find out which key is in use (its last use is in IAM), deactivate the other one, then delete it.',
  controls: { 'cis-aws-foundations-3.0': ['1.13'], 'nist-800-53-r5': ['AC-2', 'IA-5'] },
  judge: ({ accessKeys }) => (accessKeys.filter(({ isActive }) => isActive).length <= 1 ? pass : fail('two access keys are active')),
  examples: { pass: [{ accessKeys: [key(true), key(false)] }, { accessKeys: [] }], fail: [{ accessKeys: [key(true), key(true)] }] },
});

import { accountSettings } from '../../estate/iam.ts';
import type { Call } from '../../call.ts';
import { users } from './principals.ts';

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];

/** IAM's credential report: one CSV line a user, root first. */
export function credentialReport(call: Call): string {
  const { hasRootMfa, rootKeys } = accountSettings(call.estate);
  const time = (date: Date | undefined, absent = 'N/A') => (date ? date.toISOString().replace('.000Z', '+00:00') : absent);
  const none = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const rootKey = rootKeys > 0 ? ['true', time(call.estate.daysAgo(900)), 'N/A', 'N/A', 'N/A'] : none;
  const certificates = ['false', 'N/A', 'false', 'N/A'];
  const lines = [columns.join(',')];
  const rootArn = `arn:aws:iam::${call.account.accountId}:root`;
  lines.push(
    [
      '<root_account>',
      rootArn,
      time(call.estate.daysAgo(1500)),
      'not_supported',
      'no_information',
      'not_supported',
      'not_supported',
      hasRootMfa,
      ...rootKey,
      ...none,
      ...certificates,
    ].join(','),
  );
  const all = users(call);
  for (let index = 0; index < all.count; index++) {
    const user = all.at(index);
    if (!user) continue;
    const keys = [0, 1].flatMap((position) => {
      const key = user.keys[position];
      return key
        ? [key.isActive, time(key.createdAt), time(key.lastUsedAt), key.lastUsedAt ? 'us-east-1' : 'N/A', key.lastUsedAt ? 's3' : 'N/A']
        : none;
    });
    const password = user.passwordCreatedAt
      ? ['true', time(user.passwordLastUsedAt, 'no_information'), time(user.passwordCreatedAt), 'N/A']
      : ['false', 'N/A', 'N/A', 'N/A'];
    lines.push([user.name, user.arn, time(user.createdAt), ...password, user.hasMfa, ...keys, ...certificates].join(','));
  }
  return lines.join('\n');
}

import { gcpIamServiceAccountKey } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { listedByAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

interface ServiceAccountKeyData {
  readonly keyType: string;
  readonly keyOrigin: string;
  readonly keyAlgorithm: string;
  readonly validAfterTime: string;
  readonly validBeforeTime: string;
  readonly disabled: boolean;
}

/** What stands for "never" in a key of a user. */
const endOfTime = '9999-12-31';

export const gcpServiceAccountKeyCollector = collector({
  resource: gcpIamServiceAccountKey,
  service: 'iam',
  ...listedByAssets<ServiceAccountKeyData>('iam.googleapis.com/ServiceAccountKey'),

  describe({ name, data }) {
    const [, serviceAccount, keyId] = /\/serviceAccounts\/([^/]+)\/keys\/([^/]+)$/.exec(name) ?? [];
    const expiresAt = utcTime(data.validBeforeTime);
    return {
      ref: name,
      name: keyId ?? null,
      fields: {
        keyId,
        serviceAccount,
        managedBy: managedBy(data.keyType),
        origin: data.keyOrigin ?? null,
        algorithm: data.keyAlgorithm ?? null,
        createdAt: utcTime(data.validAfterTime),
        expiresAt: expiresAt?.startsWith(endOfTime) ? null : expiresAt,
        isDisabled: data.disabled ?? false,
      },
    };
  },
});

function managedBy(keyType: string | undefined): 'user' | 'google' | undefined {
  if (keyType === 'USER_MANAGED') return 'user';
  return keyType === 'SYSTEM_MANAGED' ? 'google' : undefined;
}

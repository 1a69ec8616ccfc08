import { gcpIamServiceAccount } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { listedByAssets } from '../listed-by-assets.ts';

interface ServiceAccountData {
  readonly email: string;
  readonly uniqueId: string;
  readonly displayName: string;
  readonly disabled: boolean;
}

/** Compute Engine's, and App Engine's. */
const defaultEmail = /(?:-compute@developer|@appspot)\.gserviceaccount\.com$/;

export const gcpServiceAccountCollector = collector({
  resource: gcpIamServiceAccount,
  service: 'iam',
  ...listedByAssets<ServiceAccountData>('iam.googleapis.com/ServiceAccount'),

  describe: ({ name, data }) => ({
    ref: name,
    name: data.email ?? null,
    fields: {
      email: data.email,
      uniqueId: data.uniqueId,
      displayName: data.displayName || null,
      isDisabled: data.disabled ?? false,
      isDefault: defaultEmail.test(data.email ?? ''),
    },
  }),
});

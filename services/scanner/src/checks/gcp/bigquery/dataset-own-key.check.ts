import { gcpBigqueryDataset } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpDatasetOwnKey = check({
  id: 'gcp.bigquery.dataset-own-key',
  on: gcpBigqueryDataset,
  severity: 'low',
  title: 'BigQuery datasets encrypt new tables with a key of your own',
  why: 'Data under a key of your own can be made unreadable, and who used the key is logged.',
  fix: 'Set a default key of Cloud KMS on the dataset. Tables that exist keep theirs: copy them.',
  controls: { 'cis-gcp-foundations-3.0': ['7.3'], 'nist-800-53-r5': ['SC-12', 'SC-28'] },
  judge: ({ defaultKmsKey }) => (defaultKmsKey === null ? fail('new tables are encrypted with a key of Google') : pass),
  examples: { pass: [{ defaultKmsKey: 'projects/p/locations/eu/keyRings/r/cryptoKeys/k' }], fail: [{ defaultKmsKey: null }] },
});

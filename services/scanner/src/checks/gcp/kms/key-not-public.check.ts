import { gcpKmsKey } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { binding } from '../example-bindings.ts';
import { publicGrant } from '../public-members.ts';

export const gcpKmsKeyNotPublic = check({
  id: 'gcp.kms.key-not-public',
  on: gcpKmsKey,
  severity: 'critical',
  title: 'No Cloud KMS key is public',
  why: 'A key that allUsers or allAuthenticatedUsers may use opens to anybody what it encrypts.',
  fix: 'Remove allUsers and allAuthenticatedUsers from the policy of the key, then rotate it.',
  controls: { 'cis-gcp-foundations-3.0': ['1.9'], 'nist-800-53-r5': ['AC-3', 'SC-12'] },
  judge({ access }) {
    const grant = publicGrant(access);
    return grant === undefined ? pass : fail(grant);
  },
  examples: {
    pass: [{ access: [] }, { access: [binding('roles/cloudkms.cryptoKeyEncrypterDecrypter', 'serviceAccount:a@p.iam.gserviceaccount.com')] }],
    fail: [{ access: [binding('roles/cloudkms.cryptoKeyDecrypter', 'user:a@example.com', 'allAuthenticatedUsers')] }],
  },
});

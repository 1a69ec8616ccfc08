import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const email = '123-compute@developer.gserviceaccount.com';
const everything = 'https://www.googleapis.com/auth/cloud-platform';

export const gcpInstanceNoFullApiAccess = check({
  id: 'gcp.compute.instance-no-full-api-access',
  on: gcpComputeInstance,
  severity: 'high',
  title: 'Instances do not combine the default service account with full access to all APIs',
  why: 'The default account is mostly an Editor, and the scope for everything takes the last limit away: one hole in a program is the project’s.',
  fix: 'Stop the instance and give it a service account of its own; or else only the scopes that it needs.',
  controls: { 'cis-gcp-foundations-3.0': ['4.2'], 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ serviceAccount, isClusterNode }) =>
    !isClusterNode && serviceAccount?.email.endsWith('-compute@developer.gserviceaccount.com') && serviceAccount.scopes.includes(everything)
      ? fail('the default service account has full access to all APIs')
      : pass,
  examples: {
    pass: [
      { serviceAccount: { email, scopes: ['https://www.googleapis.com/auth/logging.write'] }, isClusterNode: false },
      { serviceAccount: { email: 'web@p.iam.gserviceaccount.com', scopes: [everything] }, isClusterNode: false },
      { serviceAccount: null, isClusterNode: false },
    ],
    fail: [{ serviceAccount: { email, scopes: [everything] }, isClusterNode: false }],
  },
});

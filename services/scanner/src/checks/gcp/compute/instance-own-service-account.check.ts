import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const account = (email: string) => ({ email, scopes: ['https://www.googleapis.com/auth/logging.write'] });
const defaultAccount = /-compute@developer\.gserviceaccount\.com$/;

export const gcpInstanceOwnServiceAccount = check({
  id: 'gcp.compute.instance-own-service-account',
  on: gcpComputeInstance,
  severity: 'medium',
  title: 'Instances do not use the default service account',
  why: 'All instances share it, and it mostly has the Editor role: whoever takes one instance changes the whole project.',
  fix: 'Create a service account with the roles that the instance needs, stop the instance, and set it.',
  controls: { 'cis-gcp-foundations-3.0': ['4.1'], 'nist-800-53-r5': ['AC-2', 'AC-6'] },
  // Nodes of a cluster have the account that the cluster gives them: it is judged there.
  judge: ({ serviceAccount, isClusterNode }) =>
    !isClusterNode && serviceAccount !== null && defaultAccount.test(serviceAccount.email) ? fail('it has the default service account') : pass,
  examples: {
    pass: [
      { serviceAccount: account('web@p.iam.gserviceaccount.com'), isClusterNode: false },
      { serviceAccount: null, isClusterNode: false },
      { serviceAccount: account('123-compute@developer.gserviceaccount.com'), isClusterNode: true },
    ],
    fail: [{ serviceAccount: account('123-compute@developer.gserviceaccount.com'), isClusterNode: false }],
  },
});

import { gcpContainerCluster } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpClusterApiRestricted = check({
  id: 'gcp.containers.cluster-api-restricted',
  on: gcpContainerCluster,
  severity: 'high',
  title: 'The API servers of GKE clusters are not open to every address',
  why: 'Every weakness of the API server, and every stolen credential, can then be used from anywhere.',
  fix: 'Make the endpoint private, or name the networks that are authorized.',
  controls: { 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge({ hasPrivateEndpoint, authorizedNetworks }) {
    if (hasPrivateEndpoint) return pass;
    if (authorizedNetworks === null) return fail('every address reaches the API server');
    const everybody = authorizedNetworks.find((range) => range.endsWith('/0'));
    return everybody === undefined ? pass : fail(`${everybody} is an authorized network`);
  },
  examples: {
    pass: [
      { hasPrivateEndpoint: true, authorizedNetworks: null },
      { hasPrivateEndpoint: false, authorizedNetworks: ['203.0.113.0/24'] },
    ],
    fail: [
      { hasPrivateEndpoint: false, authorizedNetworks: null },
      { hasPrivateEndpoint: false, authorizedNetworks: ['10.0.0.0/8', '0.0.0.0/0'] },
    ],
  },
});

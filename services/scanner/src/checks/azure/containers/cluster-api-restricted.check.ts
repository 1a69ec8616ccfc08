import { azureContainerServiceCluster } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const clusterApiRestricted = check({
  id: 'azure.containerservice.cluster-api-restricted',
  on: azureContainerServiceCluster,
  severity: 'high',
  title: 'API servers of AKS clusters are not open to the Internet',
  why: 'Whoever reaches the API server may try stolen tokens on it, and the next flaw in it.',
  fix: 'Make the cluster private, or name the address ranges that may reach its API server.',
  controls: { 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ isPrivate, authorizedIpRanges }) =>
    isPrivate || (authorizedIpRanges.length > 0 && !authorizedIpRanges.includes('0.0.0.0/0')) ? pass : fail('its API server answers everybody'),
  examples: {
    pass: [
      { isPrivate: true, authorizedIpRanges: [] },
      { isPrivate: false, authorizedIpRanges: ['203.0.113.0/24'] },
    ],
    fail: [
      { isPrivate: false, authorizedIpRanges: [] },
      { isPrivate: false, authorizedIpRanges: ['0.0.0.0/0'] },
    ],
  },
});

import { azureContainerServiceCluster } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const clusterNoLocalAccounts = check({
  id: 'azure.containerservice.cluster-no-local-accounts',
  on: azureContainerServiceCluster,
  severity: 'medium',
  title: 'AKS clusters are entered with Entra identities only',
  why: 'The local administrator is one certificate that never expires and belongs to nobody: whoever copied it once is in for good.',
  fix: 'Integrate the cluster with Microsoft Entra ID, then disable local accounts.',
  controls: { 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge({ usesEntra, allowsLocalAccounts }) {
    if (!usesEntra) return fail('does not use Entra ID');
    return allowsLocalAccounts ? fail('local accounts are enabled') : pass;
  },
  examples: {
    pass: [{ usesEntra: true, allowsLocalAccounts: false }],
    fail: [
      { usesEntra: false, allowsLocalAccounts: true },
      { usesEntra: true, allowsLocalAccounts: true },
    ],
  },
});

import { gcpContainerCluster } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpClusterNoLegacyAccess = check({
  id: 'gcp.containers.cluster-no-legacy-access',
  on: gcpContainerCluster,
  severity: 'high',
  title: 'GKE clusters use RBAC alone',
  why: 'The attribute-based permissions of before RBAC let whoever is authenticated do nearly everything.',
  fix: 'Disable legacy authorization on the cluster, after roles were given to those who need them.',
  controls: { 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ usesLegacyAbac }) => (usesLegacyAbac ? fail('legacy authorization is on') : pass),
  examples: { pass: [{ usesLegacyAbac: false }], fail: [{ usesLegacyAbac: true }] },
});

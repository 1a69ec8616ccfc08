import { gcpContainerCluster } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpClusterWorkloadIdentity = check({
  id: 'gcp.containers.cluster-workload-identity',
  on: gcpContainerCluster,
  severity: 'medium',
  title: 'Pods of GKE clusters have identities of their own',
  why: 'Without workload identity each pod has what the service account of its node has.',
  fix: 'Enable Workload Identity Federation for GKE on the cluster and its node pools, and bind each workload to an account of its own.',
  controls: { 'nist-800-53-r5': ['AC-6', 'IA-9'] },
  judge: ({ usesWorkloadIdentity, isAutopilot }) => (usesWorkloadIdentity || isAutopilot ? pass : fail('pods act as their nodes')),
  examples: {
    pass: [
      { usesWorkloadIdentity: true, isAutopilot: false },
      { usesWorkloadIdentity: false, isAutopilot: true },
    ],
    fail: [{ usesWorkloadIdentity: false, isAutopilot: false }],
  },
});

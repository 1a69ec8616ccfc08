import { azureFlowLog } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const flowLogAnalytics = check({
  id: 'azure.network.flow-log-analytics',
  on: azureFlowLog,
  severity: 'low',
  title: 'Flow logs are sent to Log Analytics',
  why: 'Records that lie in a storage account are not looked at; in a workspace they can be searched and alerted on.',
  fix: 'Enable traffic analytics of the flow log with a Log Analytics workspace.',
  controls: { 'cis-azure-foundations-3.0': ['6.1.5'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ analyticsWorkspaceId }) => (analyticsWorkspaceId === null ? fail('feeds no Log Analytics workspace') : pass),
  examples: { pass: [{ analyticsWorkspaceId: '/subscriptions/s/workspaces/w' }], fail: [{ analyticsWorkspaceId: null }] },
});

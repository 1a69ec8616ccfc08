import { azureFlowLog } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const shortestDays = 90;

export const flowLogRetention = check({
  id: 'azure.network.flow-log-retention',
  on: azureFlowLog,
  severity: 'low',
  title: 'Flow logs are on and kept for 90 days or more',
  why: 'Intruders are found after weeks: without records of who talked to whom, nobody can tell what they reached.',
  fix: 'Enable the flow log and set its retention to 90 days or more, or to 0, which is for ever.',
  controls: { 'cis-azure-foundations-3.0': ['7.5'], 'nist-800-53-r5': ['AU-11', 'AU-12'] },
  judge({ isEnabled, retentionDays }) {
    if (!isEnabled) return fail('is off');
    return retentionDays !== null && retentionDays < shortestDays ? fail(`keeps records for ${retentionDays} days`) : pass;
  },
  examples: {
    pass: [
      { isEnabled: true, retentionDays: 90 },
      { isEnabled: true, retentionDays: null },
    ],
    fail: [
      { isEnabled: true, retentionDays: 30 },
      { isEnabled: false, retentionDays: 365 },
    ],
  },
});

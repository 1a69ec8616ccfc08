import { azureSubscriptionLogging } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { exportOf } from './example-logging.ts';

export const activityLogExported = check({
  id: 'azure.insights.activity-log-exported',
  on: azureSubscriptionLogging,
  severity: 'medium',
  title: "The subscription's activity log is exported",
  why: 'Azure keeps the activity log for 90 days, and nobody searches it there: what was done before is lost, and what is done unseen.',
  fix: 'Create a diagnostic setting of the subscription that sends the activity log to Log Analytics, a storage account or an event hub.',
  controls: { 'cis-azure-foundations-3.0': ['6.1.1'], 'nist-800-53-r5': ['AU-6', 'AU-11', 'AU-12'] },
  judge: ({ exports }) => (exports.length > 0 ? pass : fail('no diagnostic setting exports it')),
  examples: { pass: [{ exports: [exportOf(['Administrative'])] }], fail: [{ exports: [] }] },
});

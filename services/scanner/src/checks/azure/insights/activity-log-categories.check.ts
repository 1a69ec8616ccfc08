import { azureSubscriptionLogging } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { exportOf } from './example-logging.ts';

const needed = ['Administrative', 'Alert', 'Policy', 'Security'];

export const activityLogCategories = check({
  id: 'azure.insights.activity-log-categories',
  on: azureSubscriptionLogging,
  severity: 'medium',
  title: 'Administrative, alert, policy and security events are exported',
  why: 'Each category tells another part of what happened: without one of them, an intrusion cannot be followed to its end.',
  fix: 'Select the categories Administrative, Alert, Policy and Security in the diagnostic setting of the subscription.',
  controls: { 'cis-azure-foundations-3.0': ['6.1.2'], 'nist-800-53-r5': ['AU-2', 'AU-12'] },
  judge({ exports }) {
    const exported = new Set(exports.flatMap(({ categories }) => categories));
    const missing = exported.has('allLogs') ? [] : needed.filter((category) => !exported.has(category));
    return missing.length === 0 ? pass : fail(`not exported: ${missing.join(', ')}`);
  },
  examples: {
    pass: [{ exports: [exportOf(needed)] }, { exports: [exportOf(['Administrative', 'Alert']), exportOf(['Policy', 'Security'])] }],
    fail: [{ exports: [exportOf(['Administrative'])] }, { exports: [] }],
  },
});

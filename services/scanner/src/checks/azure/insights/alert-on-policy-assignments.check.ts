import { azureSubscriptionLogging } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { judgeWatched, watchedExamples, watchedFix } from './watched-operations.ts';

const operations = ['microsoft.authorization/policyassignments/write', 'microsoft.authorization/policyassignments/delete'];

export const alertOnPolicyAssignments = check({
  id: 'azure.insights.alert-on-policy-assignments',
  on: azureSubscriptionLogging,
  severity: 'low',
  title: 'Changes of policy assignments raise an alert',
  why: 'Whoever takes a policy away takes away what it forbids, for everybody.',
  fix: watchedFix(operations),
  controls: { 'cis-azure-foundations-3.0': ['6.2.1', '6.2.2'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ watchedOperations }) => judgeWatched(watchedOperations, operations),
  examples: watchedExamples(operations),
});

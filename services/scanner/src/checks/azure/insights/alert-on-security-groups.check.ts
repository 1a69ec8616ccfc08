import { azureSubscriptionLogging } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { judgeWatched, watchedExamples, watchedFix } from './watched-operations.ts';

const operations = ['microsoft.network/networksecuritygroups/write', 'microsoft.network/networksecuritygroups/delete'];

export const alertOnSecurityGroups = check({
  id: 'azure.insights.alert-on-security-groups',
  on: azureSubscriptionLogging,
  severity: 'low',
  title: 'Changes of network security groups raise an alert',
  why: 'A security group that somebody opens is an open network a second later.',
  fix: watchedFix(operations),
  controls: { 'cis-azure-foundations-3.0': ['6.2.3', '6.2.4'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ watchedOperations }) => judgeWatched(watchedOperations, operations),
  examples: watchedExamples(operations),
});

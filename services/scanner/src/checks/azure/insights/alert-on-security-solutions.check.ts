import { azureSubscriptionLogging } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { judgeWatched, watchedExamples, watchedFix } from './watched-operations.ts';

const operations = ['microsoft.security/securitysolutions/write', 'microsoft.security/securitysolutions/delete'];

export const alertOnSecuritySolutions = check({
  id: 'azure.insights.alert-on-security-solutions',
  on: azureSubscriptionLogging,
  severity: 'low',
  title: 'Changes of security solutions raise an alert',
  why: 'An intruder who is good switches off what would find them.',
  fix: watchedFix(operations),
  controls: { 'cis-azure-foundations-3.0': ['6.2.5', '6.2.6'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ watchedOperations }) => judgeWatched(watchedOperations, operations),
  examples: watchedExamples(operations),
});

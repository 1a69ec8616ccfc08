import { azureSubscriptionLogging } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { judgeWatched, watchedExamples, watchedFix } from './watched-operations.ts';

const operations = ['microsoft.sql/servers/firewallrules/write', 'microsoft.sql/servers/firewallrules/delete'];

export const alertOnSqlFirewall = check({
  id: 'azure.insights.alert-on-sql-firewall',
  on: azureSubscriptionLogging,
  severity: 'low',
  title: 'Changes of SQL firewall rules raise an alert',
  why: 'A rule that somebody adds for a moment opens the database for good.',
  fix: watchedFix(operations),
  controls: { 'cis-azure-foundations-3.0': ['6.2.7', '6.2.8'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ watchedOperations }) => judgeWatched(watchedOperations, operations),
  examples: watchedExamples(operations),
});

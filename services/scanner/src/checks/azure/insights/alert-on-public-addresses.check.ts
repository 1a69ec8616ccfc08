import { azureSubscriptionLogging } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { judgeWatched, watchedExamples, watchedFix } from './watched-operations.ts';

const operations = ['microsoft.network/publicipaddresses/write', 'microsoft.network/publicipaddresses/delete'];

export const alertOnPublicAddresses = check({
  id: 'azure.insights.alert-on-public-addresses',
  on: azureSubscriptionLogging,
  severity: 'low',
  title: 'New and deleted public IP addresses raise an alert',
  why: 'With a public address, what was inside is outside.',
  fix: watchedFix(operations),
  controls: { 'cis-azure-foundations-3.0': ['6.2.9', '6.2.10'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ watchedOperations }) => judgeWatched(watchedOperations, operations),
  examples: watchedExamples(operations),
});

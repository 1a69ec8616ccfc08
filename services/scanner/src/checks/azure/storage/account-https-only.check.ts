import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const storageAccountHttpsOnly = check({
  id: 'azure.storage.account-https-only',
  on: azureStorageAccount,
  severity: 'medium',
  title: 'Storage accounts refuse plain HTTP',
  why: 'Over plain HTTP whoever is on the way reads the data, and the key or signature that opens it.',
  fix: 'Set "Secure transfer required" of the account to enabled.',
  controls: { 'cis-azure-foundations-3.0': ['4.1'], 'nist-800-53-r5': ['SC-8'] },
  judge: ({ refusesPlainHttp }) => (refusesPlainHttp ? pass : fail('answers plain HTTP')),
  examples: { pass: [{ refusesPlainHttp: true }], fail: [{ refusesPlainHttp: false }] },
});

import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const encryption = (hasInfrastructureEncryption: boolean) => ({ encryption: { usesCustomerKey: false, hasInfrastructureEncryption } });

export const storageAccountInfrastructureEncryption = check({
  id: 'azure.storage.account-infrastructure-encryption',
  on: azureStorageAccount,
  severity: 'informational',
  title: 'Storage accounts encrypt data a second time, below the service',
  why: 'A second layer with another key and algorithm holds when one of them turns out to be weak; some regulations ask for it.',
  fix: 'It can be chosen only when an account is created: create one with infrastructure encryption and move the data.',
  controls: { 'cis-azure-foundations-3.0': ['4.2'], 'nist-800-53-r5': ['SC-28'] },
  judge: ({ encryption: { hasInfrastructureEncryption } }) => (hasInfrastructureEncryption ? pass : fail('has no infrastructure encryption')),
  examples: { pass: [encryption(true)], fail: [encryption(false)] },
});

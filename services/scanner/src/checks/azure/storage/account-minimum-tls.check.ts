import { azureStorageAccount } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const oldVersions = ['TLS1_0', 'TLS1_1'];

export const storageAccountMinimumTls = check({
  id: 'azure.storage.account-minimum-tls',
  on: azureStorageAccount,
  severity: 'medium',
  title: 'Storage accounts refuse TLS older than 1.2',
  why: 'TLS 1.0 and 1.1 have known weaknesses, and a client can be talked down to them as long as the server agrees.',
  fix: 'Set the minimum TLS version of the account to 1.2.',
  controls: { 'cis-azure-foundations-3.0': ['4.15'], 'nist-800-53-r5': ['SC-8', 'SC-13'] },
  judge({ minimumTlsVersion }) {
    if (minimumTlsVersion === null) return fail('names no minimum TLS version');
    return oldVersions.includes(minimumTlsVersion) ? fail(`takes ${minimumTlsVersion}`) : pass;
  },
  examples: {
    pass: [{ minimumTlsVersion: 'TLS1_2' }, { minimumTlsVersion: 'TLS1_3' }],
    fail: [{ minimumTlsVersion: 'TLS1_0' }, { minimumTlsVersion: null }],
  },
});

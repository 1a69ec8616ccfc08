import { azureWebApp } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { appWith } from './example-configuration.ts';

const goodVersions = ['1.2', '1.3'];

export const webAppMinimumTls = check({
  id: 'azure.web.app-minimum-tls',
  on: azureWebApp,
  severity: 'medium',
  title: 'App Service apps refuse TLS older than 1.2',
  why: 'TLS 1.0 and 1.1 have known weaknesses, and a client can be talked down to them as long as the server agrees.',
  fix: 'Set the minimum inbound TLS version of the app to 1.2 or 1.3.',
  controls: { 'cis-azure-foundations-3.0': ['9.4'], 'nist-800-53-r5': ['SC-8', 'SC-13'] },
  judge: ({ configuration: { minimumTlsVersion } }) =>
    goodVersions.includes(minimumTlsVersion ?? '') ? pass : fail(`takes TLS ${minimumTlsVersion ?? 'of any version'}`),
  examples: {
    pass: [appWith(), appWith({ minimumTlsVersion: '1.3' })],
    fail: [appWith({ minimumTlsVersion: '1.0' }), appWith({ minimumTlsVersion: null })],
  },
});

import { azureWebApp } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const webAppHttpsOnly = check({
  id: 'azure.web.app-https-only',
  on: azureWebApp,
  severity: 'medium',
  title: 'App Service apps refuse plain HTTP',
  why: 'Over plain HTTP whoever is on the way reads and changes what is sent, sessions included.',
  fix: 'Set "HTTPS Only" of the app to on.',
  controls: { 'cis-azure-foundations-3.0': ['9.1'], 'nist-800-53-r5': ['SC-8'] },
  judge: ({ refusesPlainHttp }) => (refusesPlainHttp ? pass : fail('answers plain HTTP')),
  examples: { pass: [{ refusesPlainHttp: true }], fail: [{ refusesPlainHttp: false }] },
});

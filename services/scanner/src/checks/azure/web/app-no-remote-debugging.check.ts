import { azureWebApp } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { appWith } from './example-configuration.ts';

export const webAppNoRemoteDebugging = check({
  id: 'azure.web.app-no-remote-debugging',
  on: azureWebApp,
  severity: 'medium',
  title: 'App Service apps cannot be debugged from afar',
  why: 'A debugger reads the memory of the app, secrets and all; the port for it stays open until somebody remembers.',
  fix: 'Set remote debugging of the app to off.',
  controls: { 'cis-azure-foundations-3.0': ['9.12'], 'nist-800-53-r5': ['CM-7'] },
  judge: ({ configuration: { allowsRemoteDebugging } }) => (allowsRemoteDebugging ? fail('remote debugging is on') : pass),
  examples: { pass: [appWith()], fail: [appWith({ allowsRemoteDebugging: true })] },
});

import { azureWebApp } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { appWith } from './example-configuration.ts';

export const webAppFtps = check({
  id: 'azure.web.app-ftps',
  on: azureWebApp,
  severity: 'medium',
  title: 'App Service apps take no deployment over plain FTP',
  why: 'FTP sends the deployment password and the code in the clear.',
  fix: 'Set the FTP state of the app to disabled, or to FTPS only.',
  controls: { 'cis-azure-foundations-3.0': ['9.3'], 'nist-800-53-r5': ['CM-7', 'SC-8'] },
  judge: ({ configuration: { ftpState } }) => (ftpState === 'FtpsOnly' || ftpState === 'Disabled' ? pass : fail('takes plain FTP')),
  examples: { pass: [appWith(), appWith({ ftpState: 'FtpsOnly' })], fail: [appWith({ ftpState: 'AllAllowed' }), appWith({ ftpState: null })] },
});

import { azureDisk } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const diskExportNeedsIdentity = check({
  id: 'azure.compute.disk-export-needs-identity',
  on: azureDisk,
  severity: 'low',
  title: 'Exporting a managed disk takes an identity beside the link',
  why: 'A link alone is good for whoever holds it: it is mailed, logged and forgotten.',
  fix: 'Enable the data access authentication mode of the disk (AzureActiveDirectory).',
  controls: { 'cis-azure-foundations-3.0': ['8.6'], 'nist-800-53-r5': ['AC-3'] },
  judge: ({ exportNeedsIdentity, networkAccessPolicy }) =>
    exportNeedsIdentity || networkAccessPolicy === 'DenyAll' ? pass : fail('a link alone exports it'),
  examples: {
    pass: [
      { exportNeedsIdentity: true, networkAccessPolicy: 'AllowAll' },
      { exportNeedsIdentity: false, networkAccessPolicy: 'DenyAll' },
    ],
    fail: [{ exportNeedsIdentity: false, networkAccessPolicy: 'AllowPrivate' }],
  },
});

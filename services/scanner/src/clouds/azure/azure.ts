import type { ScannedCloud } from '../scanned-cloud.ts';
import { endpointRegionOf, openAzureSession } from './azure-session.ts';
import { azureChangeLog } from './change-log.ts';

export const azure: ScannedCloud = {
  provider: 'AZURE',
  title: 'Azure',
  endpointRegionOf,
  // A token opens them all.
  signingNamesOf: () => [],
  openSession: openAzureSession,
  changeLog: azureChangeLog,
};

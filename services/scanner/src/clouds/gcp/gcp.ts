import type { ScannedCloud } from '../scanned-cloud.ts';
import { gcpChangeLog } from './change-log.ts';
import { endpointRegionOf, openGcpSession } from './gcp-session.ts';

export const gcp: ScannedCloud = {
  provider: 'GCP',
  title: 'Google Cloud',
  endpointRegionOf,
  // A token opens them all.
  signingNamesOf: () => [],
  openSession: openGcpSession,
  changeLog: gcpChangeLog,
};

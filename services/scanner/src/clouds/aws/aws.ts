import type { ScannedCloud } from '../scanned-cloud.ts';
import { endpointRegionOf, openAwsSession } from './aws-session.ts';

export const aws: ScannedCloud = {
  provider: 'AWS',
  title: 'AWS',
  endpointRegionOf,
  signingNamesOf: (service) => [service],
  openSession: openAwsSession,
};

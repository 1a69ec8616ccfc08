import type { ScannedCloud } from '../scanned-cloud.ts';
import { endpointRegionOf, openAwsSession } from './aws-session.ts';
import { awsChangeLog } from './change-log.ts';

export const aws: ScannedCloud = {
  provider: 'AWS',
  title: 'AWS',
  endpointRegionOf,
  signingNamesOf: (service) => [service],
  openSession(lease, options) {
    if (lease.kind !== 'AWS_SESSION' && lease.kind !== 'AWS_SIGNING_KEYS') throw new Error(`a lease of ${lease.kind} does not open AWS`);
    return openAwsSession(lease, options);
  },
  changeLog: awsChangeLog,
};

import { cloudRegions, type CloudLease } from '@offload/contracts';
import type { CloudSession } from '../../collector/session.ts';
import type { SessionOptions } from '../scanned-cloud.ts';
import { explainGcpFailure } from './explain-gcp-failure.ts';
import { gcpClient, type GcpClient } from './gcp-client.ts';
import { gcpTransport } from './gcp-transport.ts';
import { securityCenterClient, type SecurityCenterClient } from './security-center.ts';

/** The region that stands for a job: its own, or the primary one for what is project-wide. Google's APIs have one address for all. */
export const endpointRegionOf = (jobRegion: string): string => (jobRegion === 'global' ? cloudRegions.GCP.primary : jobRegion);

/** Read access to one project, for as long as a lease lasts. */
export interface GcpSession extends CloudSession {
  readonly client: GcpClient;
  /** Security Command Center's client: made once, when it is first asked for. */
  securityCenter(): Promise<SecurityCenterClient>;
}

/** Opens a session on a lease. Nothing is called or loaded yet. Throws when the lease is another cloud's. */
export function openGcpSession(lease: CloudLease, { accountId, region, endpointOverride, maxAttempts = 5 }: SessionOptions): GcpSession {
  if (lease.kind !== 'GCP_TOKEN') throw new Error(`a lease of ${lease.kind} does not open Google Cloud`);
  const send = gcpTransport({ accessToken: lease.accessToken, endpointOverride, maxAttempts });
  let securityCenter: Promise<SecurityCenterClient> | undefined;
  return {
    accountId,
    region: endpointRegionOf(region),
    client: gcpClient(send),
    securityCenter: () => (securityCenter ??= securityCenterClient(send)),
    explain: async (error) => explainGcpFailure(error),
  };
}

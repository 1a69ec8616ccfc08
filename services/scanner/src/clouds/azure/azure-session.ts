import type { MonitorClient } from '@azure/arm-monitor';
import { cloudRegions, type CloudLease } from '@offload/contracts';
import type { CloudSession } from '../../collector/session.ts';
import type { SessionOptions } from '../scanned-cloud.ts';
import { armClient, type ArmClient } from './arm-client.ts';
import { azureTransport, type AzureTransport } from './azure-transport.ts';
import { EffectivePermissions } from './effective-permissions.ts';
import { explainAzureFailure } from './explain-azure-failure.ts';
import { ResourceGraph } from './resource-graph.ts';

/** The region that stands for a job: its own, or the primary one for what is account-wide. Resource Manager has one address for all. */
export const endpointRegionOf = (jobRegion: string): string => (jobRegion === 'global' ? cloudRegions.AZURE.primary : jobRegion);

/** Read access to one subscription, for as long as a lease lasts. Clients are made once, when they are first asked for. */
export interface AzureSession extends CloudSession {
  arm(): Promise<ArmClient>;
  graph(): Promise<ResourceGraph>;
  monitor(): Promise<MonitorClient>;
}

/** Opens a session on a lease. Nothing is called or loaded yet. Throws when the lease is another cloud's. */
export function openAzureSession(lease: CloudLease, { accountId, region, endpointOverride, maxAttempts = 5 }: SessionOptions): AzureSession {
  if (lease.kind !== 'AZURE_TOKEN') throw new Error(`a lease of ${lease.kind} does not open Azure`);
  const { accessToken, expiresAt } = lease;
  let transport: Promise<AzureTransport> | undefined;
  let arm: Promise<ArmClient> | undefined;
  let graph: Promise<ResourceGraph> | undefined;
  let monitor: Promise<MonitorClient> | undefined;

  const openTransport = (): Promise<AzureTransport> => (transport ??= azureTransport({ accessToken, endpointOverride, maxAttempts }));
  const openArm = (): Promise<ArmClient> => (arm ??= openTransport().then(armClient));

  async function openGraph(): Promise<ResourceGraph> {
    const client = await openArm();
    return new ResourceGraph(client, accountId, new EffectivePermissions(client, accountId, accessToken));
  }

  async function openMonitor(): Promise<MonitorClient> {
    const { MonitorClient } = await import('@azure/arm-monitor');
    // The pipeline brings the token; the SDK wants a credential all the same.
    const credential = { getToken: async () => ({ token: accessToken, expiresOnTimestamp: Date.parse(expiresAt) }) };
    return new MonitorClient(credential, accountId, await openTransport());
  }

  return {
    accountId,
    region: endpointRegionOf(region),
    arm: openArm,
    graph: () => (graph ??= openGraph()),
    monitor: () => (monitor ??= openMonitor()),
    explain: async (error) => explainAzureFailure(error),
  };
}

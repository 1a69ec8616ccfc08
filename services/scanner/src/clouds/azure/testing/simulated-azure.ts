import type { AzureLease } from '@offload/contracts';
import { startSimulator, type AzureOnboardingView, type Simulator } from '@offload/simulator';
import { canary, type SimulatedCloud } from '../../testing/simulated-cloud.ts';
import { openAzureSession, type AzureSession } from '../azure-session.ts';

export interface SimulatedAzure extends SimulatedCloud<AzureSession> {
  readonly lease: AzureLease;
  /** A token of another application, whose role on the subscription has these actions alone. */
  leaseOf(actions: readonly string[]): Promise<AzureLease>;
}

/** Rows that the simulated Resource Graph gives a page, so that a small subscription has many. */
export const graphRowsPerPage = 5;

/** The regions in which the simulator's subscriptions have resources. */
const azureRegions = ['eastus', 'eastus2', 'westus2', 'centralus', 'northeurope', 'westeurope', 'uksouth', 'southeastasia'];

/** Starts a simulator with a subscription of so many resources, and gets a token for the application that lets the platform in. */
export async function simulatedAzure(size: number, regions: readonly string[] = azureRegions): Promise<SimulatedAzure> {
  const simulator = await startSimulator({ seed: 'collectors', size, canary });
  const { subscriptionId } = await simulator.azure.createSubscription();
  await simulator.azure.limitGraph({ subscriptionId, rowsPerPage: graphRowsPerPage });
  const ownLease = await leaseOfApplication(simulator, await simulator.azure.applyOnboarding({ subscriptionId }));

  return {
    provider: 'AZURE',
    simulator,
    accountId: subscriptionId,
    regions,
    lease: ownLease,
    // Resource Graph decides how long its pages are.
    open: (region, { lease = ownLease, maxAttempts } = {}) =>
      openAzureSession(lease, {
        accountId: subscriptionId,
        region,
        endpointOverride: simulator.endpoint,
        ...(maxAttempts !== undefined && { maxAttempts }),
      }),
    counts: async () => (await simulator.azure.counts(subscriptionId)).byType,
    closeRegion: () => Promise.reject(new Error('no region of Azure is off: what is not offered there is not found, and nothing else')),
    async leaseOf(actions) {
      const { clientId } = await simulator.azure.createApplication();
      const onboarded = await simulator.azure.applyOnboarding({ subscriptionId, clientId, permissions: 'strict', strictActions: [...actions] });
      return leaseOfApplication(simulator, onboarded);
    },
  };
}

/** The token that Entra gives for the application's secret. */
async function leaseOfApplication({ endpoint }: Simulator, { directoryId, clientId, clientSecret }: AzureOnboardingView): Promise<AzureLease> {
  const answer = await fetch(`${endpoint}/${directoryId}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { 'x-simulator-host': 'login.microsoftonline.com' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret!,
      scope: 'https://management.azure.com/.default',
    }),
  });
  if (!answer.ok) throw new Error(`the simulator gave no token: ${await answer.text()}`);
  const { access_token: accessToken, expires_in: seconds } = (await answer.json()) as { access_token: string; expires_in: number };
  return { kind: 'AZURE_TOKEN', accessToken, expiresAt: new Date(Date.now() + seconds * 1000).toISOString() };
}

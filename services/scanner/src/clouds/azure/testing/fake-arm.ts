import type { CloudLease } from '@offload/contracts';
import { fakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import { openAzureSession, type AzureSession } from '../azure-session.ts';

export interface FakeArm extends FakeCloud {
  session(options?: { accessToken?: string; region?: string; maxAttempts?: number }): AzureSession;
}

export const subscriptionId = '00000000-0000-4000-8000-000000000001';

/** A token of that principal, as Entra makes them, without a signature. */
export const tokenOf = (oid: string): string => `e30.${Buffer.from(JSON.stringify({ oid })).toString('base64url')}.`;

/** Starts a server that answers what a test says, where Resource Manager would. */
export async function fakeArm(): Promise<FakeArm> {
  const cloud = await fakeCloud();
  return {
    ...cloud,
    session({ accessToken = tokenOf('the-scanner'), region = 'westeurope', maxAttempts = 1 } = {}) {
      const lease = { kind: 'AZURE_TOKEN', accessToken, expiresAt: '2030-01-01T00:00:00.000Z' } as CloudLease;
      return openAzureSession(lease, { accountId: subscriptionId, region, endpointOverride: cloud.endpoint, maxAttempts });
    },
  };
}

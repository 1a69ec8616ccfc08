import type { CloudLease } from '@offload/contracts';
import { fakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import { openGcpSession, type GcpSession } from '../gcp-session.ts';

export interface FakeGoogle extends FakeCloud {
  session(options?: { accessToken?: string; region?: string; maxAttempts?: number }): GcpSession;
}

export const projectId = 'example-project';

/** Starts a server that answers what a test says, where Google's APIs would. */
export async function fakeGoogle(): Promise<FakeGoogle> {
  const cloud = await fakeCloud();
  return {
    ...cloud,
    session({ accessToken = 'a-token', region = 'europe-west1', maxAttempts = 1 } = {}) {
      const lease = { kind: 'GCP_TOKEN', accessToken, expiresAt: '2030-01-01T00:00:00.000Z' } as CloudLease;
      return openGcpSession(lease, { accountId: projectId, region, endpointOverride: cloud.endpoint, maxAttempts });
    },
  };
}

import { createSign } from 'node:crypto';
import type { GcpLease } from '@offload/contracts';
import { startSimulator, type ServiceAccountKeyDocument, type Simulator } from '@offload/simulator';
import { canary, type SimulatedCloud } from '../../testing/simulated-cloud.ts';
import type { GcpClient } from '../gcp-client.ts';
import { openGcpSession, type GcpSession } from '../gcp-session.ts';
import type { SecurityCenterClient } from '../security-center.ts';

export interface SimulatedGcp extends SimulatedCloud<GcpSession> {
  readonly lease: GcpLease;
  /** A token of another service account of the project, bound to a role that has these permissions alone. */
  leaseOf(permissions: readonly string[]): Promise<GcpLease>;
}

/** The regions in which the simulator's projects have resources. */
export const gcpRegions = [
  ...['us-central1', 'us-east1', 'us-west1'],
  ...['europe-west1', 'europe-west3', 'europe-west4'],
  ...['asia-southeast1', 'asia-northeast1'],
];

/** Starts a simulator with a project of so many resources, and gets a token for the service account that lets the platform in. */
export async function simulatedGcp(size: number, regions: readonly string[] = gcpRegions): Promise<SimulatedGcp> {
  const simulator = await startSimulator({ seed: 'collectors', size, canary });
  const { projectId } = await simulator.gcp.createProject();
  const { key } = await simulator.gcp.applyOnboarding({ projectId });
  const ownLease = await leaseKey(simulator, key);

  return {
    provider: 'GCP',
    simulator,
    accountId: projectId,
    regions,
    lease: ownLease,
    open(region, { lease = ownLease, maxAttempts, pageSize } = {}) {
      const session = openGcpSession(lease, {
        accountId: projectId,
        region,
        endpointOverride: simulator.endpoint,
        ...(maxAttempts !== undefined && { maxAttempts }),
      });
      return pageSize === undefined ? session : withPagesOf(session, pageSize);
    },
    counts: async () => (await simulator.gcp.counts(projectId)).byType,
    async closeRegion() {
      const region = regions.at(-1)!;
      await simulator.faults.set([{ match: { region: `${region}*` }, effect: 'regionDisabled' }]);
      return region;
    },
    async leaseOf(permissions) {
      const onboarded = await simulator.gcp.applyOnboarding({
        projectId,
        accountName: 'another-scanner',
        permissions: 'strict',
        strictPermissions: [...permissions],
      });
      return leaseKey(simulator, onboarded.key);
    },
  };
}

/** The token that Google gives for an assertion signed with the key. */
async function leaseKey(simulator: Simulator, key: ServiceAccountKeyDocument): Promise<GcpLease> {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: key.client_email,
    aud: key.token_uri,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    iat: seconds,
    exp: seconds + 3600,
  };
  const parts = [{ alg: 'RS256', typ: 'JWT', kid: key.private_key_id }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = createSign('RSA-SHA256').update(parts.join('.')).sign(key.private_key, 'base64url');
  const answer = await fetch(`${simulator.endpoint}/token`, {
    method: 'POST',
    headers: { 'x-simulator-host': 'oauth2.googleapis.com' },
    body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: [...parts, signature].join('.') }),
  });
  if (!answer.ok) throw new Error(`the simulator gave no token: ${await answer.text()}`);
  const { access_token: accessToken } = (await answer.json()) as { access_token: string };
  return { kind: 'GCP_TOKEN', accessToken, expiresAt: new Date((seconds + 3600) * 1000).toISOString() };
}

/** Google calls it `pageSize` everywhere. */
function withPagesOf(session: GcpSession, pageSize: number): GcpSession {
  const small = <R extends object>(request: R): R =>
    'pageSize' in request ? { ...request, pageSize: Math.min(Number(request.pageSize), pageSize) } : request;
  const { client } = session;
  const smallClient: GcpClient = {
    ...client,
    get: (url, query) => client.get(url, query && small(query)),
    pages: (url, query) => client.pages(url, small(query)),
    postPages: (url, body) => client.postPages(url, small(body)),
  };
  return {
    ...session,
    client: smallClient,
    async securityCenter() {
      const whole = await session.securityCenter();
      const listFindings = (request: object, options: object): unknown => whole.listFindings(small(request), options);
      return Object.assign(Object.create(whole) as SecurityCenterClient, { listFindings });
    },
  };
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountsFaultPoints } from '@offload/accounts/fault-points';
import { credentialsFaultPoints } from '@offload/credentials/fault-points';
import { startSimulator, type Simulator } from '@offload/simulator';
import { eventually } from '@offload/testkit';
import { Client } from 'pg';
import { connect, graphOf } from './testing/graph.ts';
import { startPlatformProcess, type PlatformProcess } from './testing/platform-process.ts';

const faultPoints = [...accountsFaultPoints, ...credentialsFaultPoints];
/** An account of its own for each, so that one platform's data serves them all. */
const accountIdOf = (faultPoint: string): string => String(777_700_000_000 + (faultPoints as string[]).indexOf(faultPoint));
const [firstRole, secondRole] = ['OffloadSecurityScanner', 'OffloadSecurityScannerNew'];
const externalIdOf = (role: string): string => `external-id-of-${role}`;

let simulator: Simulator;
let directory: string;
const platforms: PlatformProcess[] = [];
let standing: PlatformProcess | null = null;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, seed: 'credential-crash', size: 0 });
  const { principalArn } = simulator.platform;
  for (const accountId of faultPoints.map(accountIdOf)) {
    await simulator.createAccount({ accountId, size: 0 });
    for (const roleName of [firstRole, secondRole]) {
      await simulator.applyOnboarding({ accountId, roleName, externalId: externalIdOf(roleName), principalArn });
    }
  }
  directory = await mkdtemp(join(tmpdir(), 'offload-credential-crash-'));
  await chmod(directory, 0o711); // the database server runs as another user when we are root
}, 60_000);

afterAll(async () => {
  // Stopped, not killed: the directory is only free when its database has ended.
  await Promise.all(platforms.map((one) => one.stop()));
  await simulator?.stop();
  if (directory) await rm(directory, { recursive: true, force: true });
}, 60_000);

async function platform(): Promise<PlatformProcess> {
  const started = await startPlatformProcess({ directory, simulator });
  platforms.push(started);
  return started;
}

const roleInput = (accountId: string, role: string) => ({ roleArn: `arn:aws:iam::${accountId}:role/${role}`, externalId: externalIdOf(role) });
const outcomeOf = (answer: { __typename: string; code?: string }): string => answer.code ?? answer.__typename;

/** Connects, rotates and disconnects, each of which may have been done before. Gives how each came out. */
async function life(running: PlatformProcess, accountId: string): Promise<{ rotated: string; disconnected: string }> {
  const graph = graphOf(running);
  const connected = await connect(graph, { name: 'Life', role: roleInput(accountId, firstRole), initialScan: false, idempotencyKey: accountId });
  if (!connected.id) throw new Error(JSON.stringify(connected));
  const { answer: rotated } = await graph.request<{ answer: { __typename: string; code?: string } }>(
    `mutation ($id: ID!, $input: CredentialInput!) { answer: rotateCredential(cloudAccountId: $id, input: $input) {
      __typename ... on InvalidCredentialInput { code } ... on ConnectionTestFailed { failure: code } } }`,
    { id: connected.id, input: { aws: { role: roleInput(accountId, secondRole) } } },
  );
  const { answer: disconnected } = await graph.request<{ answer: { __typename: string } }>(
    `mutation ($id: ID!) { answer: disconnectCloudAccount(id: $id) { __typename } }`,
    { id: connected.id },
  );
  return { rotated: outcomeOf(rotated), disconnected: outcomeOf(disconnected) };
}

interface State {
  /** The connected accounts, and whether the credential that is in use passes a test. */
  accounts: { id: string; fingerprint: string; isGood: boolean }[];
}

async function stateOf(running: PlatformProcess): Promise<State> {
  const graph = graphOf(running);
  const { cloudAccounts } = await graph.request<{ cloudAccounts: { nodes: { id: string; credential: { fingerprint: string } | null }[] } }>(
    `{ cloudAccounts { nodes { id status credential { fingerprint } } } }`,
  );
  const accounts = [];
  for (const { id, credential } of cloudAccounts.nodes) {
    const { answer } = await graph.request<{ answer: { __typename: string } }>(
      `mutation ($id: ID!) { answer: testConnection(cloudAccountId: $id) { __typename } }`,
      { id },
    );
    accounts.push({ id, fingerprint: credential?.fingerprint ?? 'none', isGood: answer.__typename === 'ConnectionTest' });
  }
  return { accounts };
}

/** What credentials still holds of the tenant: secrets that can be read, rotations under way, replaced versions. */
async function left({ databaseAdminUrl, tenantId }: PlatformProcess): Promise<number[]> {
  const url = new URL(databaseAdminUrl);
  url.pathname = '/offload_credentials';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM secret WHERE tenant_id = $1 AND sealed IS NOT NULL)
                + (SELECT count(*)::int FROM credential WHERE tenant_id = $1 AND secret_version IS NOT NULL) AS secrets,
              (SELECT count(*)::int FROM credential_successor WHERE tenant_id = $1) AS successors,
              (SELECT count(*)::int FROM retired_secret WHERE tenant_id = $1) AS retired`,
      [tenantId],
    );
    return [rows[0].secrets, rows[0].successors, rows[0].retired];
  } finally {
    await client.end();
  }
}

describe('kill -9 of the platform at every step of the life of a credential', () => {
  it.each(faultPoints)(
    '%s: leaves the old or the new state, and the same life goes on to its end with nothing left over',
    async (faultPoint) => {
      const accountId = accountIdOf(faultPoint);
      // The one that took up the life before: starting is most of the time that this takes.
      const doomed = standing ?? (await platform());
      standing = null;
      await doomed.arm(faultPoint);
      // The end may come before the answer does.
      await Promise.allSettled([life(doomed, accountId), doomed.ended]);
      await doomed.ended;
      expect(doomed.log()).toContain(`killed at ${faultPoint}`);

      const again = await platform();
      const { accounts } = await stateOf(again);
      expect(accounts.length).toBeLessThanOrEqual(1);
      // A connected account has its secret, and that secret works.
      for (const account of accounts) expect(account).toMatchObject({ isGood: true, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) });

      const { rotated, disconnected } = await life(again, accountId);
      // Done before, or done now; an account that was disconnected already is not there to be rotated.
      expect(rotated).toMatch(/^(CredentialRotated|SAME_CREDENTIAL|NotFound)$/);
      expect(disconnected).toBe('CloudAccountDisconnected');
      expect((await stateOf(again)).accounts).toEqual([]);
      await eventually(async () => expect(await left(again)).toEqual([0, 0, 0]), { timeoutMs: 15_000 });
      standing = again;
    },
    60_000,
  );
});

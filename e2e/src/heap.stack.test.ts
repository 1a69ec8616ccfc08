import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@offload/service-kit';
import { startSimulator, type Simulator } from '@offload/simulator';
import { startStack, type Stack, type StackProcessName } from '@offload/stack';
import { eventually } from '@offload/testkit';
import { Client } from 'pg';
import { connect, graphOf, scanEnded, type ConnectAnswer } from './testing/graph.ts';
import { heapSnapshotArguments, takeHeapSnapshot } from './testing/heap-snapshots.ts';
import { formsIn, formsOf } from './testing/search-bytes.ts';
import { storyAccountId } from './testing/story.ts';

let simulator: Simulator;
let stack: Stack;
let directory: string;
let snapshots: string;
/** What was entered, by what it is; a private key by a line of it. */
const entered = new Map<string, string>();

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, seed: 'heap', size: 250, accounts: [{ accountId: storyAccountId }] });
  directory = await mkdtemp(join(tmpdir(), 'offload-heap-'));
  await chmod(directory, 0o711); // the database server runs as another user when we are root
  snapshots = join(directory, 'snapshots');
  await mkdir(snapshots);
  stack = await startStack({
    root: process.cwd(),
    directory,
    port: 0,
    clouds: { kind: 'simulator', url: simulator.endpoint, platform: simulator.platform },
    bundles: true,
    nodeArguments: heapSnapshotArguments(snapshots),
    log: createLogger({ service: 'stack', level: 'warn' }),
  });
}, 120_000);

afterAll(async () => {
  await stack?.stop();
  await simulator?.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

const snapshotOf = (name: StackProcessName): Promise<Buffer> => takeHeapSnapshot(stack.processes[name].pid, snapshots);

/** Which of the entered secrets a snapshot holds, and in which form. */
function held(snapshot: Buffer): string[] {
  expect(snapshot.length).toBeGreaterThan(5_000_000); // a search that looked at nothing would find nothing
  return [...entered].flatMap(([what, secret]) => formsIn(snapshot, formsOf(secret)).map((form) => `${what} as ${form}`));
}
const heldBy = async (name: StackProcessName): Promise<string[]> => held(await snapshotOf(name));

const newSecretAccessKey = (): string => `CANARY+${randomBytes(24).toString('base64').replaceAll('=', '')}/end`;

const putUser = (accessKeys: { accessKeyId: string; secretAccessKey: string }[]) =>
  simulator.putUser({ accountId: storyAccountId, userName: 'canary', managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'], accessKeys });

/** What is entered to connect an account of each cloud. */
async function inputs(): Promise<Record<string, Record<string, unknown>>> {
  const secretAccessKey = newSecretAccessKey();
  await putUser([{ accessKeyId: 'AKIAHEAPCANARY123456', secretAccessKey }]);
  const { subscriptionId, directoryId, clientId, clientSecret } = await azureOnboarded();
  const { projectId } = await simulator.gcp.createProject();
  const { key } = await simulator.gcp.applyOnboarding({ projectId });

  entered.set('secret access key', secretAccessKey);
  entered.set('client secret', clientSecret);
  entered.set('private key', key.private_key.split('\n')[2]!);
  return {
    connectAwsAccount: { name: 'Canary', acceptPartialAccess: true, accessKeys: { accessKeyId: 'AKIAHEAPCANARY123456', secretAccessKey } },
    connectAzureAccount: { name: 'Canary', tenantId: directoryId, clientId, subscriptionId, clientSecret },
    connectGcpAccount: { name: 'Canary', projectId, serviceAccountKey: key },
  };
}

async function azureOnboarded() {
  const { subscriptionId } = await simulator.azure.createSubscription();
  const { directoryId, clientId, clientSecret } = await simulator.azure.applyOnboarding({ subscriptionId });
  return { subscriptionId, directoryId, clientId, clientSecret: clientSecret! };
}

async function count(service: 'credentials' | 'scanner', from: string): Promise<number> {
  const url = new URL(stack.databaseAdminUrl);
  url.pathname = `/offload_${service}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`);
  await client.end();
  return rows[0]!.count;
}

/** How many credentials are being tested at this moment. */
const underTest = (): Promise<number> => count('credentials', `credential WHERE state = 'UNCLAIMED'`);
const scansUnderWay = (): Promise<number> => count('scanner', `scan WHERE status = 'RUNNING'`);

const blind = ['accounts', 'scanner', 'inventory'] as const;

describe('the heap of a process', () => {
  let connecting: Promise<ConnectAnswer[]>;
  let isAnswered = false;
  let connected: string[];
  const graph = () => graphOf({ url: stack.url, apiKey: stack.tenant.apiKey });

  it('of accounts, scanner or inventory holds no secret while it is entered and tested; that of credentials does, so that it would be seen', async () => {
    const wanted = await inputs();
    // Less than what calls to providers may take; one after the other, two of each account are enough for the snapshots.
    await simulator.faults.set([{ effect: 'latency', latencyMs: 9_000, times: 6 }]);
    connecting = Promise.all(Object.entries(wanted).map(([mutation, input]) => connect(graph(), input, mutation)));
    void connecting.finally(() => (isAnswered = true)).catch(() => undefined);
    await eventually(async () => (await underTest()) === 3, { timeoutMs: 10_000 });

    const taken = await Promise.all([...blind, 'credentials' as const].map(async (name) => [name, await snapshotOf(name)] as const));
    expect(isAnswered).toBe(false);

    for (const [name, snapshot] of taken) {
      if (name !== 'credentials') expect([name, held(snapshot)]).toEqual([name, []]);
      else expect(held(snapshot)).toEqual(expect.arrayContaining([...entered.keys()].map((what) => `${what} as plain`)));
    }
  }, 120_000);

  it('of the gateway holds none once the request was answered', async () => {
    const answers = await connecting;
    await simulator.faults.set([{ effect: 'latency', latencyMs: 500 }]); // so that the scans last
    expect(answers).toMatchObject(answers.map(() => ({ __typename: 'CloudAccount' })));
    connected = answers.map(({ id }) => id!);

    expect(await heldBy('gateway')).toEqual([]);
  }, 120_000);

  it('of accounts, scanner or inventory holds none while the accounts are scanned', async () => {
    for (const name of blind) expect([name, await heldBy(name)]).toEqual([name, []]);

    expect(await scansUnderWay()).toBeGreaterThan(0);
    await simulator.faults.clear();
  }, 120_000);

  it('of accounts, scanner, inventory or the gateway holds none after the scans', async () => {
    for (const id of connected) expect(['COMPLETED', 'PARTIAL']).toContain((await scanEnded(graph(), id)).status);

    for (const name of [...blind, 'gateway'] as const) expect([name, await heldBy(name)]).toEqual([name, []]);
  }, 240_000);

  it('of accounts, scanner, inventory or the gateway holds none after a rotation, neither the old nor the new', async () => {
    const secretAccessKey = newSecretAccessKey();
    entered.set('rotated secret access key', secretAccessKey);
    await putUser([{ accessKeyId: 'AKIAHEAPCANARY123456', secretAccessKey: entered.get('secret access key')! }, { accessKeyId: 'AKIAHEAPROTATED12345', secretAccessKey }]);

    const { rotateCredential } = await graph().request<{ rotateCredential: { __typename: string } }>(
      'mutation ($id: ID!, $input: CredentialInput!) { rotateCredential(cloudAccountId: $id, input: $input) { __typename } }',
      { id: connected[0], input: { aws: { accessKeys: { accessKeyId: 'AKIAHEAPROTATED12345', secretAccessKey } } } },
    );

    expect(rotateCredential.__typename).toBe('CredentialRotated');
    for (const name of [...blind, 'gateway'] as const) expect([name, await heldBy(name)]).toEqual([name, []]);
  }, 240_000);
});

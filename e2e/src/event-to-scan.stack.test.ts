import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudAccountConnected, cloudEvent, readEvent, type CloudEvent } from '@offload/contracts';
import { startSimulator, type Simulator } from '@offload/simulator';
import { startStack, type Stack } from '@offload/stack';
import { createLogger } from '@offload/service-kit';
import { connect as connectNats, type NatsConnection } from 'nats';
import { connect, graphOf, onboarded, scanEnded } from './testing/graph.ts';
import { filesWith, formsIn, formsOf } from './testing/search-bytes.ts';
import { storyAccountId } from './testing/story.ts';

let simulator: Simulator;
let stack: Stack;
let nats: NatsConnection;
let directory: string;
const output: string[] = [];

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, seed: 'stack', size: 250, accounts: [{ accountId: storyAccountId }] });
  directory = await mkdtemp(join(tmpdir(), 'offload-stack-'));
  await chmod(directory, 0o711); // the database server runs as another user when we are root
  stack = await startStack({
    root: process.cwd(),
    directory,
    port: 0,
    clouds: { kind: 'simulator', url: simulator.endpoint, platform: simulator.platform },
    bundles: true,
    log: createLogger({ service: 'stack', level: 'warn' }),
    print: (text) => output.push(text),
  });
  nats = await connectNats({ servers: stack.natsUrl });
}, 120_000);

afterAll(async () => {
  await nats?.close();
  await stack?.stop();
  await simulator?.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

describe('the services as processes of their own, on PostgreSQL and NATS JetStream', () => {
  let cloudAccountId: string;

  it('adding an account publishes an event that the scanner consumes: its scan starts, and ends well', async () => {
    const events: CloudEvent[] = [];
    const heard = nats.subscribe(cloudAccountConnected.type, { callback: (_error, message) => void events.push(cloudEvent.parse(message.json())) });
    const graph = graphOf({ url: stack.url, apiKey: stack.tenant.apiKey });

    const answer = await connect(graph, await onboarded(simulator, storyAccountId));
    expect(answer).toMatchObject({ __typename: 'CloudAccount', status: 'CONNECTED' });
    cloudAccountId = answer.id!;
    const scan = await scanEnded(graph, cloudAccountId);
    heard.unsubscribe();

    expect(events.map((event) => readEvent(cloudAccountConnected, event).cloudAccountId)).toEqual([cloudAccountId]);
    expect(scan).toMatchObject({ status: 'COMPLETED' });
    const stored = await (await nats.jetstreamManager()).streams.getMessage('OFFLOAD_EVENTS', { last_by_subj: cloudAccountConnected.type });
    expect(cloudEvent.parse(stored.json()).id).toBe(events[0]!.id);
  }, 120_000);

  it.each(['scanner', 'inventory', 'credentials'] as const)('survives kill -9 of %s in the middle of a scan', async (name) => {
    const graph = graphOf({ url: stack.url, apiKey: stack.tenant.apiKey });
    await simulator.faults.set([{ effect: 'latency', latencyMs: 150 }]);
    const { startScan } = await graph.request<any>('mutation ($id: ID!) { startScan(input: { cloudAccountId: $id }) { ... on Scan { id } } }', { id: cloudAccountId });
    for await (const { scanUpdated } of graph.subscribe<any>('subscription ($id: ID!) { scanUpdated(scanId: $id) { progress { jobsDone } } }', { id: startScan.id })) {
      if (scanUpdated.progress.jobsDone > 3) break;
    }

    await stack.processes[name].kill();
    await stack.restart(name);
    await simulator.faults.clear();

    expect(await scanEnded(graph, cloudAccountId, 120_000)).toMatchObject({ id: startScan.id, status: 'COMPLETED' });
    await graph.close();
  }, 180_000);

  it('keeps an access key out of every event, row, file and log', async () => {
    const canary = `CANARY+${randomBytes(24).toString('base64').replaceAll('=', '')}/end`;
    const accountId = '121212121212';
    await simulator.createAccount({ accountId });
    await simulator.putUser({ accountId, userName: 'canary', managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'], accessKeys: [{ accessKeyId: 'AKIASTACKCANARY12345', secretAccessKey: canary }] });
    const graph = graphOf({ url: stack.url, apiKey: stack.tenant.apiKey });

    const answer = await connect(graph, { name: 'Canary', acceptPartialAccess: true, accessKeys: { accessKeyId: 'AKIASTACKCANARY12345', secretAccessKey: canary } });
    expect(answer).toMatchObject({ __typename: 'CloudAccount' });
    await scanEnded(graph, answer.id!);

    const forms = new Map([...formsOf(canary), ['account id', Buffer.from(accountId)]]);
    const cluster = await realpath(join(directory, 'postgres'));
    const places = cluster.startsWith(directory) ? [directory] : [directory, cluster];
    const found = (await Promise.all(places.map((place) => filesWith(place, forms)))).flat();
    expect(found.filter((line) => line.endsWith('account id')).length).toBeGreaterThan(1);
    expect(found.filter((line) => !line.endsWith('account id'))).toEqual([]);
    expect(formsIn(Buffer.from(output.join('')), formsOf(canary))).toEqual([]);
  }, 180_000);
});

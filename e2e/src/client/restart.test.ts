import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectAwsAccountDocument, createClient, ScanUpdatedDocument, type Client, type ConnectAwsAccountInput, type ScanUpdatedSubscription } from '@offload/client';
import { startSimulator, type Simulator } from '@offload/simulator';
import { eventually } from '@offload/testkit';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onboarded } from '../testing/graph.ts';
import { startPlatformProcess, type PlatformProcess } from '../testing/platform-process.ts';
import { openDoor, type Door } from './door.ts';

const accountId = '444455556666';
const ended = ({ scanUpdated: { status } }: ScanUpdatedSubscription): boolean => !['QUEUED', 'RUNNING'].includes(status);

let directory: string;
let simulator: Simulator;
let platform: PlatformProcess;
let door: Door;
const clients: Client[] = [];

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, seed: 'restart', size: 100, accounts: [{ accountId }] });
  directory = await mkdtemp(join(tmpdir(), 'offload-client-'));
  // The database server runs as another user when we are root: it must get in.
  await chmod(directory, 0o711);
  platform = await startPlatformProcess({ directory, simulator });
  door = await openDoor(platform.url);
}, 60_000);
afterAll(async () => {
  for (const client of clients) client.close();
  await door?.close();
  await platform?.stop();
  await simulator?.stop();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

describe('a subscription of the client', () => {
  it('outlives the platform that is killed under it: it goes on where the next one is, over a WebSocket and over server-sent events', async () => {
    const connect = (subscriptions: 'WEB_SOCKET' | 'EVENT_STREAM'): Client => {
      const client = createClient({ url: `${door.url}/graphql`, token: () => platform.apiKey, subscriptions, retry: { shortestMs: 50, longestMs: 400, attempts: 200 } });
      clients.push(client);
      return client;
    };
    const seen = { WEB_SOCKET: [] as ScanUpdatedSubscription[], EVENT_STREAM: [] as ScanUpdatedSubscription[] };

    await simulator.faults.set([{ effect: 'latency', latencyMs: 300, match: { accountId } }]);
    const { connectAwsAccount } = await connect('WEB_SOCKET').request(ConnectAwsAccountDocument, { input: (await onboarded(simulator, accountId)) as unknown as ConnectAwsAccountInput });
    if (connectAwsAccount.__typename !== 'CloudAccount') throw new Error(JSON.stringify(connectAwsAccount));
    const watching = (['WEB_SOCKET', 'EVENT_STREAM'] as const).map(async (way) => {
      for await (const event of connect(way).subscribe(ScanUpdatedDocument, { cloudAccountId: connectAwsAccount.id })) {
        seen[way].push(event);
        if (ended(event)) return;
      }
    });
    await eventually(() => Object.values(seen).every((events) => (events.at(-1)?.scanUpdated.progress.jobsDone ?? 0) > 2), { timeoutMs: 30_000 });

    await platform.kill();
    const before = { WEB_SOCKET: seen.WEB_SOCKET.length, EVENT_STREAM: seen.EVENT_STREAM.length };
    await simulator.faults.set([]);
    platform = await startPlatformProcess({ directory, simulator });
    door.leadTo(platform.url);
    await Promise.all(watching);

    for (const way of ['WEB_SOCKET', 'EVENT_STREAM'] as const) {
      const scans = seen[way].map(({ scanUpdated }) => scanUpdated);
      expect(scans.length).toBeGreaterThan(before[way]);
      expect(scans[before[way] - 1]!.status).toBe('RUNNING');
      expect(new Set(scans.map(({ id }) => id)).size).toBe(1);
      expect(scans.at(-1)).toMatchObject({ status: 'COMPLETED', progress: { percent: 100 } });
    }
  }, 120_000);
});

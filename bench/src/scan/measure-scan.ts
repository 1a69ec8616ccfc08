import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGraphClient, type GraphClient } from '@offload/embedded/graph-client';
import type { SimulatorControl } from '@offload/simulator';
import { Client } from 'pg';
import { cpuMs, cpuMsOfFamily, memoryBytesOfFamily, peakMemoryBytes, resetPeakMemory } from '../process/process-facts.ts';
import { startProcess } from '../process/start-process.ts';
import { timeBareUpserts } from './bare-upserts.ts';
import { connectAccount, firstScanEnded } from './connect-account.ts';
import type { MeasuredCloud } from './measured-clouds.ts';
import type { PlatformArguments, PlatformReady } from './platform-main.ts';

/** A first scan of one account, measured. Times are in milliseconds. */
export interface ScanMeasurement {
  /** In the inventory, when all were there. */
  assets: number;
  /** From the scan's start, which is before its first call, until the last row was in the inventory. */
  toLastRowMs: number;
  /** Until the scan had ended: swept, findings settled, everything confirmed. */
  toEndMs: number;
  /** Requests to the provider. Services differ: a page of instances takes one for a thousand, a bucket takes seven. */
  calls: number;
  /** What the platform's process had at most while it scanned. */
  peakMemoryBytes: number;
  /** The same of the database server, sampled; it is a program of its own. */
  databaseMemoryBytes: number;
  /** What each process used while the scan went on. */
  cpu: { platformMs: number; databaseMs: number; simulatorMs: number };
  /** The same rows, upserted bare into the same database server afterwards. */
  bareUpserts: { rows: number; ms: number };
  gaps: number;
}

export interface ScanBench {
  root: string;
  simulator: { cloud: SimulatorControl; pid: number };
  /** Whose account is scanned. */
  measured: MeasuredCloud;
  /** A small account, scanned first: the SDK's clients are loaded and the code is warm before anything is measured. */
  warmUpAccountId: string;
  limitMs: number;
  profileDirectory?: string | undefined;
}

const sampleEveryMs = 50;

/** Starts a platform on an empty directory, warms it, connects the account through the public graph, and measures its first scan. */
export async function measureScan(bench: ScanBench, accountId: string): Promise<ScanMeasurement> {
  const { root, simulator, profileDirectory } = bench;
  const directory = await mkdtemp(join(tmpdir(), 'offload-bench-'));
  // The database server runs as another user when we are root: it must get in.
  await chmod(directory, 0o711);
  const told: PlatformArguments = { root, directory, clouds: { kind: 'simulator', url: simulator.cloud.endpoint, platform: simulator.cloud.platform } };
  const platform = await startProcess<PlatformReady>({
    script: join(import.meta.dirname, 'platform-main.ts'),
    args: [JSON.stringify(told)],
    readyKey: 'ready',
    profileDirectory,
  });
  const graph = createGraphClient(platform.ready.url, platform.ready.apiKey);
  const inventory = new Client({ connectionString: databaseUrl(platform.ready.databaseAdminUrl, 'offload_inventory') });

  try {
    await inventory.connect();
    await firstScanEnded(graph, await connectAccount(graph, simulator.cloud, bench.measured, bench.warmUpAccountId), bench.limitMs);
    const pids = { platform: platform.pid, simulator: simulator.pid, database: await databasePid(inventory) };
    return await measure({ graph, inventory, cloud: simulator.cloud, measured: bench.measured, pids, limitMs: bench.limitMs }, accountId);
  } finally {
    await Promise.allSettled([graph.close(), inventory.end()]);
    await platform.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Measured {
  graph: GraphClient;
  inventory: Client;
  cloud: SimulatorControl;
  measured: MeasuredCloud;
  pids: { platform: number; simulator: number; database: number };
  limitMs: number;
}

async function measure({ graph, inventory, cloud, measured, pids, limitMs }: Measured, accountId: string): Promise<ScanMeasurement> {
  resetPeakMemory(pids.platform);
  const cpu = (): ScanMeasurement['cpu'] => ({
    platformMs: cpuMs(pids.platform),
    databaseMs: cpuMsOfFamily(pids.database),
    simulatorMs: cpuMs(pids.simulator),
  });
  await cloud.clearRecorded();
  const before = cpu();
  const cloudAccountId = await connectAccount(graph, cloud, measured, accountId);

  const sampling = sample(inventory, pids.database, cloudAccountId);
  let scan;
  try {
    scan = await firstScanEnded(graph, cloudAccountId, limitMs);
  } finally {
    await sampling.stop();
  }
  const after = cpu();
  const memory = peakMemoryBytes(pids.platform);
  const startedAt = Date.parse(scan.startedAt);
  const calls = (await cloud.recorded({ accountId })).reduce((sum, { count }) => sum + count, 0);

  return {
    assets: sampling.assets,
    toLastRowMs: sampling.changedAt - startedAt,
    toEndMs: Date.parse(scan.finishedAt) - startedAt,
    calls,
    peakMemoryBytes: memory,
    databaseMemoryBytes: sampling.databaseMemoryBytes,
    cpu: {
      platformMs: after.platformMs - before.platformMs,
      databaseMs: after.databaseMs - before.databaseMs,
      simulatorMs: after.simulatorMs - before.simulatorMs,
    },
    bareUpserts: await timeBareUpserts(inventory, cloudAccountId),
    gaps: scan.gaps.filter(({ reason }) => reason !== 'NOT_ENABLED').length,
  };
}

/** Looks, twenty times a second, how many assets of an account are in the inventory: a count that a scan keeps, so looking costs nothing. */
function sample(inventory: Client, databaseProcess: number, cloudAccountId: string) {
  const seen = { assets: 0, changedAt: 0, databaseMemoryBytes: 0, stop };
  let isStopped = false;
  const sampling = (async () => {
    for (let turn = 0; ; turn += 1) {
      const isLast = isStopped;
      const { rows } = await inventory.query<{ assets: number }>(
        'SELECT coalesce(sum(count), 0)::int AS assets FROM asset_count WHERE cloud_account_id = $1',
        [cloudAccountId],
      );
      if (rows[0]!.assets !== seen.assets) Object.assign(seen, { assets: rows[0]!.assets, changedAt: Date.now() });
      if (turn % 20 === 0) seen.databaseMemoryBytes = Math.max(seen.databaseMemoryBytes, memoryBytesOfFamily(databaseProcess));
      if (isLast) return;
      await new Promise((resolve) => setTimeout(resolve, sampleEveryMs));
    }
  })();
  async function stop(): Promise<void> {
    isStopped = true;
    await sampling;
  }
  return seen;
}

async function databasePid(inventory: Client): Promise<number> {
  const { rows } = await inventory.query<{ directory: string }>(`SELECT current_setting('data_directory') AS directory`);
  return Number((await readFile(join(rows[0]!.directory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

function databaseUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

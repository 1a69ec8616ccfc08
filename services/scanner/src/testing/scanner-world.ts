import { buildEvent, cloudAccountConnected, cloudAccountDisconnected, newId, type CloudEvent } from '@offload/contracts';
import { createLogger, InternalCallError, type Database } from '@offload/service-kit';
import { eventually, testDatabase } from '@offload/testkit';
import type { Context, Credentials } from '../context.ts';
import { entities, migrations } from '../database.ts';
import { FindingRepository } from '../finding/finding.repository.ts';
import type { FindingRow } from '../finding/finding.entity.ts';
import { createHeldAccess } from '../job/held-access.ts';
import { createWaker, startDispatcher } from '../job/start-dispatcher.ts';
import { startWorkers } from '../job/start-workers.ts';
import { isTerminal, type ScanRow } from '../scan/scan.entity.ts';
import { ScanRepository } from '../scan/scan.repository.ts';
import { startScan } from '../scan/start-scan.ts';
import { createProgressTeller } from '../scan/tell-progress.ts';
import { onCloudAccountConnected } from '../subscribers/on-cloud-account-connected.ts';
import { onCloudAccountDisconnected } from '../subscribers/on-cloud-account-disconnected.ts';
import { EstateDouble, testChecks, testLease } from './estate.ts';
import { InventoryDouble } from './inventory-double.ts';
import { MemoryBus } from './memory-bus.ts';

/** What credentials answers, by default a lease. */
export class CredentialsDouble implements Credentials {
  isDown = false;
  answer: Credentials['lease'] = async () => ({ outcome: 'LEASED', lease: testLease, endpointOverride: null });

  lease: Credentials['lease'] = (input, options) => {
    if (this.isDown) throw new InternalCallError({ code: 'UNREACHABLE', call: 'credentials.lease' });
    return this.answer(input, options);
  };
}

/** A tenant with what it can do in a test. */
export class TenantOfTest {
  readonly id = newId();
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  connectedEvent(
    cloudAccountId: string,
    facts: { version?: number; initialScan?: boolean; regions?: string[] | null } = {},
  ): CloudEvent {
    const { version = 1, initialScan = false, regions = ['us-east-1'] } = facts;
    return buildEvent(cloudAccountConnected, {
      ...this.#facts(cloudAccountId, version),
      data: {
        cloudAccountId,
        provider: 'AWS',
        providerAccountId: '111122223333',
        status: 'CONNECTED',
        credentialId: newId(),
        initialScan,
        regions,
        simulated: true,
      },
    });
  }

  disconnectedEvent(cloudAccountId: string, version = 2): CloudEvent {
    return buildEvent(cloudAccountDisconnected, { ...this.#facts(cloudAccountId, version), data: { cloudAccountId } });
  }

  #facts(aggregateId: string, aggregateVersion: number) {
    return { id: newId(), source: 'accounts', aggregateId, aggregateVersion, tenantId: this.id, time: new Date() };
  }

  /** Connects an account and gives its id. */
  async cloudAccount(facts: { initialScan?: boolean; regions?: string[] | null } = {}): Promise<string> {
    const id = newId();
    await onCloudAccountConnected(this.#ctx, this.connectedEvent(id, facts));
    return id;
  }

  disconnect(cloudAccountId: string): Promise<void> {
    return onCloudAccountDisconnected(this.#ctx, this.disconnectedEvent(cloudAccountId));
  }

  async startScan(cloudAccountId: string, regions: string[] | null = null): Promise<ScanRow> {
    const started = await startScan(this.#ctx, { tenantId: this.id, cloudAccountId, type: 'FULL', trigger: 'MANUAL', regions });
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  }

  scan(id: string): Promise<ScanRow | null> {
    return this.#ctx.database.read(this.id, (tx) => new ScanRepository(tx).find(id));
  }

  /** Waits until a scan is over. */
  async ended(scanId: string, timeoutMs = 10_000): Promise<ScanRow> {
    return eventually(
      async () => {
        const scan = await this.scan(scanId);
        return scan && isTerminal(scan.status) ? scan : false;
      },
      { timeoutMs },
    );
  }

  /** Starts a scan and waits until it is over. */
  async scanned(cloudAccountId: string): Promise<ScanRow> {
    return this.ended((await this.startScan(cloudAccountId)).id);
  }

  /** Every finding, whatever its status. */
  findings(): Promise<FindingRow[]> {
    return this.#ctx.database.read(this.id, (tx) =>
      new FindingRepository(tx).page({ statuses: ['OPEN', 'RESOLVED', 'SUPPRESSED'] }, { field: 'FIRST_SEEN_AT', direction: 'ASC' }, undefined, 10_000),
    );
  }

  query<T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> {
    return this.#ctx.database.transact(this.id, (tx) => tx.query<T>(sql, params));
  }
}

export interface ScannerWorld {
  readonly database: Database;
  readonly ctx: Context;
  readonly bus: MemoryBus;
  readonly inventory: InventoryDouble;
  readonly credentials: CredentialsDouble;
  readonly estate: EstateDouble;
  tenant(): TenantOfTest;
  /** Moves the clock, from now on. */
  passTime(ms: number): void;
  /** Starts dispatcher and workers; gives the way to stop them. They are stopped with the world, too. */
  runEngine(): Promise<() => Promise<void>>;
  drop(): Promise<void>;
}

/** A scanner without its doors, on a database of its own, with doubles for what it asks of others. */
export async function scannerWorld(over: Partial<Context> = {}): Promise<ScannerWorld> {
  const test = await testDatabase('scanner', { entities, migrations, poolSize: 12 });
  const { database } = test;
  const log = createLogger({ service: 'scanner', level: 'silent' });
  const bus = new MemoryBus();
  const inventory = new InventoryDouble();
  const credentials = new CredentialsDouble();
  const estate = new EstateDouble();
  const waker = createWaker();
  let offsetMs = 0;

  const ctx: Context = {
    config: {
      SCAN_WORKERS: 4,
      SCAN_WINDOW: 32,
      SCAN_WINDOW_PER_ACCOUNT: 8,
      JOB_CLAIM_SECONDS: 15,
      JOB_RELEASE_SECONDS: 30,
      JOB_FAILURES_ALLOWED: 3,
    },
    log,
    clock: { now: () => new Date(Date.now() + offsetMs) },
    database,
    bus,
    credentials,
    inventory,
    collection: estate,
    checks: new Map(testChecks.map((check) => [check.id, check])),
    progress: createProgressTeller({ database, bus, log, intervalMs: 20 }),
    heldAccess: createHeldAccess(),
    wakeDispatcher: waker.wake,
    faultPoint: () => undefined,
    workerName: 'worker of a test',
    ...over,
  };
  const running = new Set<() => Promise<void>>();

  return {
    database,
    ctx,
    bus,
    inventory,
    credentials,
    estate,
    tenant: () => new TenantOfTest(ctx),
    passTime: (ms) => {
      offsetMs += ms;
    },
    async runEngine() {
      const workers = await startWorkers(ctx);
      const dispatcher = startDispatcher(ctx, waker, { everyMs: 50 });
      const stop = async (): Promise<void> => {
        running.delete(stop);
        await dispatcher.stop();
        await workers.stop();
      };
      running.add(stop);
      return stop;
    },
    async drop() {
      for (const stop of running) await stop();
      await ctx.progress.stop();
      await test.drop();
    },
  };
}

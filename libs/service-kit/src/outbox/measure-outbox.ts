/**
 * Measures writing and relaying on an embedded Postgres of its own: `node libs/service-kit/src/outbox/measure-outbox.ts`.
 * Prints milliseconds (p50, p95) of a transaction with one row, of one with a row and an event, of a read of one row, from the commit to the bus, and
 * how many events a second the relay carries to a bus that takes no time.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineEvent, newId } from '@offload/contracts';
import { startEmbeddedPostgres } from '@offload/embedded-postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import { provisionServiceDatabase } from '../database/provision-service-database.ts';
import { tenantTable } from '../database/tenant-table.ts';
import { startRelay } from './start-relay.ts';

const service = 'scanner';
const happened = defineEvent({
  type: 'offload.scanner.measure.happened.v1',
  description: 'Measured.',
  data: z.object({ note: z.string() }),
});
const tell = (line: string): boolean => process.stdout.write(`${line}\n`);
const log = {
  info: () => undefined,
  warn: (_: object, message: string) => tell(message),
  error: (_: object, message: string) => tell(message),
};
const rounds = 1_000;

class CreateNote1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, note text NOT NULL)');
    await tenantTable(runner, 'note', { service });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}

async function times(work: () => Promise<unknown>): Promise<string> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  return quantiles(taken);
}

function quantiles(taken: number[]): string {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
  return `${at(0.5)} ms p50, ${at(0.95)} ms p95`;
}

async function measureTransactions(database: Database, tenantId: string): Promise<void> {
  const insert = 'INSERT INTO note VALUES ($1, $2, $3)';
  const event = () => ({ aggregateId: newId(), aggregateVersion: 1, data: { note: 'n' } });

  const row = await times(() => database.transact(tenantId, (tx) => tx.query(insert, [newId(), tenantId, 'n'])));
  const rowAndEvent = await times(() =>
    database.transact(tenantId, async (tx) => {
      await tx.query(insert, [newId(), tenantId, 'n']);
      await tx.publish(happened, event());
    }),
  );
  const read = await times(() => database.read(tenantId, (tx) => tx.query('SELECT * FROM note LIMIT 1')));
  tell(`transaction, one row: ${row}\ntransaction, row and event: ${rowAndEvent}\nread transaction, one row: ${read}`);
}

async function measureRelay(database: Database, tenantId: string): Promise<void> {
  let received = 0;
  let reached = { count: rounds, resolve: (): void => undefined };
  const wait = (count: number): Promise<void> => new Promise((resolve) => (reached = { count: received + count, resolve }));

  const everything = wait(rounds);
  const start = performance.now();
  const relay = startRelay({
    database,
    log,
    bus: {
      async publish() {
        received += 1;
        if (received === reached.count) reached.resolve();
      },
    },
  });
  await everything;
  tell(`relay: ${Math.round((rounds / (performance.now() - start)) * 1000)} events/s from a backlog of ${rounds}`);

  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const arrival = wait(1);
    await database.transact(tenantId, (tx) => tx.publish(happened, { aggregateId: newId(), aggregateVersion: 1, data: { note: 'n' } }));
    const committed = performance.now();
    await arrival;
    taken.push(performance.now() - committed);
  }
  tell(`relay, from the commit to the bus: ${quantiles(taken)}`);
  await relay.stop();
}

const directory = mkdtempSync(join(tmpdir(), 'offload-measure-'));
chmodSync(directory, 0o711); // run as root, the server is another user
const server = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres') });
try {
  const passwords = { owner: newId(), runtime: newId(), system: newId() };
  const urls = await provisionServiceDatabase({ adminUrl: server.adminUrl, service, passwords });
  const database = await openDatabase({ service, urls, entities: [], migrations: [CreateNote1700000000000], log });
  const tenantId = newId();
  await measureTransactions(database, tenantId);
  await measureRelay(database, tenantId);
  await database.close();
} finally {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

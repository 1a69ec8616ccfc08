import { createHash } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Logger } from '../logging/create-logger.ts';

/** A message as a queue hands it out. `retryCount` names the attempt, so that a late settle cannot hit a newer one. */
export interface StoredMessage {
  id: string;
  retryCount: number;
  body: unknown;
}

/** The queues of the embedded bus. Every subscriber has one of its own, so that none can hold up another. */
export interface EmbeddedStore {
  /** Creates the queue, or brings it to the present settings. */
  ensureQueue(queue: string): Promise<void>;
  /** Makes the queue receive these event types and no others. */
  ensureSubscribed(queue: string, types: string[]): Promise<void>;
  /** Puts the event on the queue of each of its subscribers, once: a queue that has this id already keeps what it has. */
  publish(type: string, id: string, body: unknown): Promise<void>;
  enqueue(queue: string, id: string, body: unknown): Promise<void>;
  take(queue: string, atMost: number): Promise<StoredMessage[]>;
  /** Ends the message; it stays for the dedupe window. */
  complete(queue: string, message: StoredMessage): Promise<void>;
  /** Has the message delivered again, after a delay that doubles from about a second to a minute. */
  giveBack(queue: string, message: StoredMessage): Promise<void>;
  /**
   * Returns what was taken and is in nobody's hands, for delivery at once. All queues when none is named; `held` are ids that are in
   * hands.
   */
  reclaim(queue?: string, held?: string[]): Promise<number>;
  /** In how many ms the next message of the queue can be taken (0 or less: now); undefined when none waits. */
  nextDueMs(queue: string): Promise<number | undefined>;
  ready(): Promise<void>;
  close(): Promise<void>;
}

const schema = 'bus';
const daySeconds = 86_400;

const queueSettings = {
  retryLimit: 2_147_483_647,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  // The longest that pg-boss knows. A crash is dealt with at the next start and needs no expiry.
  expireInSeconds: daySeconds,
  retentionSeconds: 30 * daySeconds,
  // The dedupe window of what was handled. pg-boss deletes at its own maintenance, so it may be longer.
  deleteAfterSeconds: 600,
};

/**
 * Opens the queues in a database of their own, which this role owns; the first time creates their schema. Only one process may have
 * them open.
 *
 * pg-boss gives storage, fan-out, retries and retention. Its workers are not used: with one message a fetch they sleep a poll interval
 * between two messages of a backlog, see a retry only at a poll, and a notification wakes all of them for one message. Here the process
 * that publishes is the process that receives and wakes exactly the receiver concerned (`embedded-receiver.ts`).
 */
export async function openEmbeddedStore(databaseUrl: string, log: Logger): Promise<EmbeddedStore> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'offload-event-bus',
    schema,
    max: 6,
    schedule: false,
    registerInstance: false,
    maintenanceIntervalSeconds: 600,
  });
  boss.on('error', (error) => log.error({ err: error }, 'event bus store failed in the background'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'event bus store warns'));
  await boss.start();
  const database = boss.getDb();

  return {
    async ensureQueue(queue) {
      await boss.createQueue(queue, queueSettings);
      await boss.updateQueue(queue, queueSettings);
    },

    async ensureSubscribed(queue, types) {
      const { rows } = await database.executeSql(`SELECT event FROM ${schema}.subscription WHERE name = $1`, [queue]);
      const former = rows.map((row: { event: string }) => row.event);
      for (const type of types) await boss.subscribe(type, queue);
      for (const type of former.filter((one) => !types.includes(one))) await boss.unsubscribe(type, queue);
    },

    publish: (type, id, body) => boss.publish(type, pack(body), { id }),

    async enqueue(queue, id, body) {
      await boss.send(queue, pack(body), { id: uuidOf(id) });
    },

    async take(queue, atMost) {
      const jobs = await boss.fetch<Packed>(queue, { batchSize: atMost });
      return jobs.map((job) => ({ id: job.id, retryCount: job.retryCount, body: JSON.parse(job.data.json) as unknown }));
    },

    async complete(queue, message) {
      await boss.complete(queue, message);
    },

    async giveBack(queue, message) {
      await boss.fail(queue, message);
    },

    async reclaim(queue, held = []) {
      // `started_on` stays: pg-boss counts the next delivery as another attempt by it.
      const { rows } = await database.executeSql(
        `UPDATE ${schema}.job SET state = 'retry', start_after = now()
         WHERE state = 'active' AND ($1::text IS NULL OR name = $1) AND NOT (id = ANY ($2::uuid[]))
         RETURNING id`,
        [queue ?? null, held],
      );
      return rows.length;
    },

    async nextDueMs(queue) {
      const { rows } = await database.executeSql(
        `SELECT (extract(epoch FROM min(start_after) - now()) * 1000)::float8 AS ms
         FROM ${schema}.job WHERE name = $1 AND state < 'active'`,
        [queue],
      );
      return (rows[0] as { ms: number | null } | undefined)?.ms ?? undefined;
    },

    async ready() {
      await database.executeSql('SELECT 1');
    },

    close: () => boss.stop({ graceful: false }),
  };
}

/**
 * Bodies are stored as JSON text inside the JSON column: jsonb would refuse NUL characters and lone surrogates, which cloud
 * resources may carry.
 */
interface Packed {
  json: string;
}

const pack = (body: unknown): Packed => ({ json: JSON.stringify(body ?? null) });

/** pg-boss identifies jobs by UUID: a message id of any form becomes one that is the same each time (version 8, from SHA-256). */
function uuidOf(id: string): string {
  const hash = createHash('sha256').update(id).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

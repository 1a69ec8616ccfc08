import { Client } from 'pg';
import { dataSourceOf } from './data-source.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { createCommitSignal } from '../outbox/commit-signal.ts';
import { publishInto } from '../outbox/publish-into.ts';
import { runTransaction } from './run-transaction.ts';

const statementTimeoutMs = 30_000;

/** Opens the pools on a database that is migrated already. Throws when one of the two roles is refused; nothing stays open then. */
export async function connectDatabase(options: Omit<DatabaseOptions, 'migrations'>): Promise<Database> {
  const { service, urls, entities, poolSize = 10, log } = options;
  const common = { entities, migrations: [], statementTimeoutMs, log };
  const runtime = dataSourceOf({ ...common, url: urls.runtime, name: `${service}-runtime`, poolSize });
  const system = dataSourceOf({ ...common, url: urls.system, name: `${service}-system`, poolSize: Math.max(2, Math.ceil(poolSize / 2)) });

  await Promise.all([runtime.initialize(), system.initialize()]).catch(async (error: unknown) => {
    await Promise.allSettled([runtime, system].filter((source) => source.isInitialized).map((source) => source.destroy()));
    throw new Error(`cannot open the database of ${service}`, { cause: error });
  });

  const committed = createCommitSignal();

  return {
    service,
    onEventsCommitted: committed.onCommit,

    async transact(tenantId, work) {
      const said = { events: 0 };
      const result = await runTransaction({ source: runtime, tenantId, readOnly: false }, (statements) =>
        work({
          ...statements,
          tenantId,
          publish: (definition, event) => publishInto(statements, said, definition, { ...event, service, tenantId }),
        }),
      );
      if (said.events > 0) committed.tell();
      return result;
    },

    read: (tenantId, work) =>
      runTransaction({ source: runtime, tenantId, readOnly: true }, (statements) => work({ ...statements, tenantId })),

    system: {
      async transact(work) {
        const said = { events: 0 };
        const result = await runTransaction({ source: system, readOnly: false }, (statements) =>
          work({ ...statements, publish: (definition, event) => publishInto(statements, said, definition, { ...event, service }) }),
        );
        if (said.events > 0) committed.tell();
        return result;
      },

      read: (work) => runTransaction({ source: system, readOnly: true }, work),

      async connect(name) {
        const client = new Client({
          connectionString: urls.system,
          application_name: `${service}-${name}`,
          connectionTimeoutMillis: 5_000,
          statement_timeout: statementTimeoutMs,
          query_timeout: statementTimeoutMs + 5_000,
          keepAlive: true,
        });
        await client.connect();
        return client;
      },
    },

    async ping() {
      await runtime.query('SELECT 1');
    },

    async close() {
      await Promise.all([runtime.destroy(), system.destroy()]);
    },
  };
}

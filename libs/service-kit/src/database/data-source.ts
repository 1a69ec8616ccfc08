import { DataSource, type EntitySchema, type Logger } from 'typeorm';
import type { DatabaseLog, MigrationClass } from './database.ts';
import { SnakeCaseNaming } from './naming-strategy.ts';

export interface DataSourceFacts {
  url: string;
  /** Shows in pg_stat_activity. */
  name: string;
  poolSize: number;
  entities: EntitySchema<any>[];
  migrations: MigrationClass[];
  /** Undefined: statements may take as long as they need (migrations). */
  statementTimeoutMs: number | undefined;
  log: DatabaseLog;
}

/**
 * A TypeORM data source that keeps its word on time: getting a connection 5 s, waiting for a lock 10 s, a transaction that idles 30 s.
 * The client gives up a little after the server would, so that a server that hangs cannot hold a caller.
 */
export function dataSourceOf(facts: DataSourceFacts): DataSource {
  const { url, name, poolSize, entities, migrations, statementTimeoutMs, log } = facts;
  const bounded = statementTimeoutMs !== undefined;

  const source: DataSource = new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logger: loggerOf(log, name),
    namingStrategy: new SnakeCaseNaming(),
    poolSize,
    connectTimeoutMS: 5_000,
    applicationName: name,
    extra: {
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      idle_in_transaction_session_timeout: bounded ? 30_000 : 0,
      ...(bounded && { lock_timeout: 10_000, statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + 5_000 }),
    },
    // The pool has thrown the connection away already; the next caller gets a fresh one. After the end a server that stops, too, is no news.
    poolErrorHandler: (error: Error) => {
      if (source.isInitialized) log.warn({ error, pool: name }, 'an idle database connection was lost');
    },
  });
  return source;
}

/** TypeORM's own log lines quote statements and parameters, and a failure is thrown anyway: only its warnings are told. */
const loggerOf = (log: DatabaseLog, pool: string): Logger => ({
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: (level, message: unknown) => {
    if (level === 'warn') log.warn({ pool, said: String(message) }, 'the database driver warns');
  },
});

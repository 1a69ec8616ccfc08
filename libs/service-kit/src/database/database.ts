import type { EventDefinition } from '@offload/contracts';
import type { Client } from 'pg';
import type { EntityManager, EntitySchema, MigrationInterface } from 'typeorm';

/** The services that have a database of their own. */
export type ServiceName = 'accounts' | 'credentials' | 'scanner' | 'inventory';

/** One database, reached as three roles. */
export interface DatabaseUrls {
  /** `<service>_owner`: migrates. Its rows, too, are behind row-level security (FORCE). */
  owner: string;
  /** `<service>_runtime`: owns nothing, sees one tenant at a time. */
  runtime: string;
  /** `<service>_system`: sees every tenant; for the relay, sweeps and schedules only. */
  system: string;
}

/** A TypeORM migration; its name ends in a 13-digit timestamp, which orders it. */
export interface MigrationClass {
  new (): MigrationInterface;
}

/** Where the kit says what operators should know. A pino logger fits. */
export interface DatabaseLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface DatabaseOptions {
  service: ServiceName;
  urls: DatabaseUrls;
  // EntitySchema<T> is invariant in T: a list of several kinds of entity has no narrower type.
  entities: EntitySchema<any>[];
  migrations: MigrationClass[];
  /** Connections of the runtime role, default 10. The system role gets half as many, the relay one of its own. */
  poolSize?: number;
  log: DatabaseLog;
}

/** What an event is about, and its facts. */
export interface EventToPublish<T> {
  aggregateId: string;
  /** The aggregate's version after the change: it goes up by one for every event of the aggregate. */
  aggregateVersion: number;
  data: T;
}

interface Statements {
  /** TypeORM's manager, bound to this transaction. */
  manager: EntityManager;
  /** Runs one statement with `$1` parameters and gives its rows, also for UPDATE and DELETE … RETURNING. bigint and numeric columns come as text. */
  query<T = any>(sql: string, params?: unknown[]): Promise<T[]>;
}

/** A transaction that sees and writes the rows of one tenant, and can tell. */
export interface Transaction extends Statements {
  tenantId: string;
  /** Says an event, if and when this transaction commits. Throws when the data does not fit the definition, or when the event is another service's to say. */
  publish<T>(event: EventDefinition<T>, toPublish: EventToPublish<T>): Promise<void>;
}

/** A READ ONLY transaction that sees the rows of one tenant. */
export interface ReadTransaction extends Statements {
  tenantId: string;
}

/** A transaction across tenants: every statement of it must say which tenant it means. */
export interface SystemTransaction extends Statements {
  /** As in {@link Transaction}, in the name of the tenant that is given. */
  publish<T>(event: EventDefinition<T>, toPublish: EventToPublish<T> & { tenantId: string }): Promise<void>;
}

/** A READ ONLY transaction across tenants. */
export type SystemReadTransaction = Statements;

/** Cross-tenant work: the relay, sweeps, schedules, retention. Never a request of a user. */
export interface SystemDatabase {
  /** As {@link Database.transact}, across tenants. */
  transact<T>(work: (tx: SystemTransaction) => Promise<T>): Promise<T>;
  /** As {@link Database.read}, across tenants. */
  read<T>(work: (tx: SystemReadTransaction) => Promise<T>): Promise<T>;
  /**
   * A session of its own, outside the pool: for session locks and LISTEN. Whoever asks ends it. It emits `error` when it is lost.
   * `name` shows in pg_stat_activity.
   */
  connect(name: string): Promise<Client>;
}

export interface Database {
  readonly service: ServiceName;
  /**
   * Runs `work` in one transaction of one tenant and gives what it gives. Rolls back when `work` throws, and when it gives an Err.
   * Throws too when `work` swallowed the failure of a statement: Postgres would quietly roll back on COMMIT.
   */
  transact<T>(tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` in one READ ONLY transaction of one tenant: one a request, or one a DataLoader batch. */
  read<T>(tenantId: string, work: (tx: ReadTransaction) => Promise<T>): Promise<T>;
  readonly system: SystemDatabase;
  /** Calls back after every local commit that published. Gives the way to stop it. */
  onEventsCommitted(listener: () => void): () => void;
  /** Resolves when the runtime role gets an answer; rejects with the reason when it does not. */
  ping(): Promise<void>;
  /** Ends the pools; statements under way end first. */
  close(): Promise<void>;
}

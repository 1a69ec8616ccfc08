import { QueryFailedError, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { isErr } from '../result.ts';

/** What every kind of transaction can do. */
export interface Statements {
  manager: EntityManager;
  query<T = any>(sql: string, params?: unknown[]): Promise<T[]>;
}

export interface TransactionFacts {
  source: DataSource;
  /** Undefined for the system role, which has no tenant. */
  tenantId?: string;
  readOnly: boolean;
}

/** Makes a result roll back although nothing was thrown. */
class RolledBack extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('the work gave an Err');
    this.result = result;
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Runs `work` between BEGIN and COMMIT on one connection; see Database.transact for what rolls back. */
export async function runTransaction<T>(facts: TransactionFacts, work: (statements: Statements) => Promise<T>): Promise<T> {
  const { source, tenantId, readOnly } = facts;
  if (tenantId !== undefined && !uuid.test(tenantId)) throw new Error('a tenant id is a UUID');

  const runner = source.createQueryRunner();
  const statements = watchStatements(runner);
  try {
    await runner.startTransaction();
    // `true`: until the end of this transaction. A setting of the session would leak to whoever gets the connection next.
    await runner.query(`SELECT set_config('app.tenant_id', $1, true), set_config('transaction_read_only', $2, true)`, [
      tenantId ?? '',
      readOnly ? 'on' : 'off',
    ]);

    const result = await work(statementsOf(runner));
    if (isErr(result)) throw new RolledBack(result);

    if (statements.hasFailed) await refuseAborted(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    await rollBack(runner);
    if (error instanceof RolledBack) return error.result as T;
    throw withoutValues(error);
  } finally {
    await runner.release();
  }
}

const statementsOf = (runner: QueryRunner): Statements => ({
  manager: runner.manager,
  query: async (sql, params) => (await runner.query(sql, params, true)).records ?? [],
});

/** Notices when a statement fails, whoever sent it: repositories and the entity manager alike go through the runner's `query`. */
function watchStatements(runner: QueryRunner): { hasFailed: boolean } {
  const seen = { hasFailed: false };
  const send = runner.query.bind(runner) as (...sent: unknown[]) => Promise<unknown>;
  runner.query = (async (...sent: unknown[]) => {
    try {
      return await send(...sent);
    } catch (error) {
      seen.hasFailed = true;
      throw error;
    }
  }) as QueryRunner['query'];
  return seen;
}

/**
 * COMMIT of a transaction in which a statement failed answers ROLLBACK, and no error: whoever swallowed that failure must not believe in a commit.
 * Asked by a statement of its own, since the connection learns of its state only after the failure. A savepoint may have saved the transaction.
 */
async function refuseAborted(runner: QueryRunner): Promise<void> {
  try {
    await runner.query('SELECT 1');
  } catch (cause) {
    throw new Error('a statement of this transaction failed and its error was swallowed: nothing was committed', { cause });
  }
}

async function rollBack(runner: QueryRunner): Promise<void> {
  if (!runner.isTransactionActive) return;
  try {
    await runner.rollbackTransaction();
  } catch {
    // The connection is lost, and with it the transaction: what made us roll back is the error to tell. The pool must not give it out again.
    await (runner as QueryRunner & { releasePostgresConnection(error: Error): Promise<void> }).releasePostgresConnection(
      new Error('rollback failed'),
    );
  }
}

/** Takes the rows' values off a failed statement: Postgres quotes them in `detail`, TypeORM keeps the parameters. Errors get logged. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof QueryFailedError)) return error;

  for (const carrier of [error, error.driverError] as unknown as Record<string, unknown>[]) {
    delete carrier['parameters'];
    delete carrier['detail'];
    delete carrier['where'];
    delete carrier['internalQuery'];
  }
  return error;
}

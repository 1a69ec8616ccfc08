import { connectDatabase } from './connect-database.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { runMigrations } from './run-migrations.ts';

/**
 * Opens a service's database: migrates it as the owner (one replica at a time), then opens the pools of the runtime and the system role.
 * Throws when the server cannot be reached, a role is refused, or a migration fails; nothing stays open then.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await runMigrations(options);
  return connectDatabase(options);
}

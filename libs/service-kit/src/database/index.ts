export type {
  Database,
  DatabaseLog,
  DatabaseOptions,
  DatabaseUrls,
  EventToPublish,
  MigrationClass,
  ReadTransaction,
  ServiceName,
  SystemDatabase,
  SystemReadTransaction,
  SystemTransaction,
  Transaction,
} from './database.ts';
export { connectDatabase } from './connect-database.ts';
export { conflictOf, retryConflicts } from './retry-conflicts.ts';
export { findUnprotectedTables, type UnprotectedTable } from './find-unprotected-tables.ts';
export { openDatabase } from './open-database.ts';
export { provisionServiceDatabase, type ProvisionOptions, type RolePasswords } from './provision-service-database.ts';
export { protectDatabase } from './protect-database.ts';
export { runMigrations } from './run-migrations.ts';
export { tenantTable } from './tenant-table.ts';
export { violatedConstraint } from './violated-constraint.ts';
export { roleNames } from './role-names.ts';

export { eventually } from './eventually.ts';
export { ownPostgres } from './own-postgres.ts';
export { startNats, type TestNats } from './nats/start-nats.ts';
export { tenantId } from './tenant-id.ts';
export { testDatabase, type TestDatabase, type TestDatabaseOptions } from './database/test-database.ts';
export { unusedPort } from './unused-port.ts';

import type { MigrationClass, ServiceName } from '../../database/database.ts';
import { createOutbox } from './create-outbox.ts';

/** The kit's own tables, which every service's database has. Their timestamps lie before any service's, so that they come first. */
export const kitMigrations = (service: ServiceName): MigrationClass[] => [createOutbox(service)];

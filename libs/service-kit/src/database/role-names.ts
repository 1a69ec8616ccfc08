import type { ServiceName } from './database.ts';

/** The three roles of a service. They belong to the whole cluster, so that a migration can name them. */
export const roleNames = (service: ServiceName) => ({
  owner: `${service}_owner`,
  runtime: `${service}_runtime`,
  system: `${service}_system`,
});

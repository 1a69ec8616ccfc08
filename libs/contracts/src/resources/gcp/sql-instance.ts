import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpSqlInstance = defineResource({
  type: 'gcp.sql.instance',
  provider: 'GCP',
  title: 'Cloud SQL instance',
  shape: z.object({
    engine: z.enum(['mysql', 'postgres', 'sqlserver', 'other']),
    /** `POSTGRES_16` */
    databaseVersion: z.string(),
    tier: z.string().nullable(),
    state: z.string().nullable(),
    createdAt: z.string().nullable(),
    isReplica: z.boolean(),
    hasPublicIp: z.boolean(),
    publicIps: z.array(z.string()),
    privateNetwork: z.string().nullable(),
    /** The CIDR ranges that may connect to the public address. */
    authorizedNetworks: z.array(z.string()),
    /** `encrypted-only`: TLS; `client-certificate`: TLS with a client's certificate; `any`: also in the clear. */
    connections: z.enum(['any', 'encrypted-only', 'client-certificate']),
    backups: z.object({ isEnabled: z.boolean(), isPointInTime: z.boolean() }),
    isProtectedFromDeletion: z.boolean(),
    /** `ZONAL` or `REGIONAL`. */
    availability: z.string().nullable(),
    kmsKey: z.string().nullable(),
    /** The database flags that are set, of those that bear on security. Users and passwords are never read. */
    flags: z.record(z.string(), z.string()),
  }),
});

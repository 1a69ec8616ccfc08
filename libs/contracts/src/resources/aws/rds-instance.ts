import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const rdsInstance = defineResource({
  type: 'aws.rds.instance',
  provider: 'AWS',
  title: 'RDS database instance',
  shape: z.object({
    identifier: z.string(),
    engine: z.string(),
    engineVersion: z.string().nullable(),
    instanceClass: z.string().nullable(),
    status: z.string().nullable(),
    createdAt: z.string().nullable(),
    clusterIdentifier: z.string().nullable(),
    vpcId: z.string().nullable(),
    securityGroupIds: z.array(z.string()),
    isPubliclyAccessible: z.boolean(),
    isStorageEncrypted: z.boolean(),
    kmsKeyArn: z.string().nullable(),
    isMultiAz: z.boolean(),
    /** 0: automatic backups are off. */
    backupRetentionDays: z.int(),
    hasDeletionProtection: z.boolean(),
    upgradesMinorVersions: z.boolean(),
    allowsIamAuthentication: z.boolean(),
    caCertificate: z.string().nullable(),
  }),
});

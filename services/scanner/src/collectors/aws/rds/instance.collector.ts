import { rdsInstance } from '@offload/contracts';
import { rds } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags } from '../aws-tags.ts';
import { isoOf } from '../iso-of.ts';

export const databaseInstanceCollector = collector({
  resource: rdsInstance,
  service: 'rds',
  scope: 'region',
  actions: ['rds:DescribeDBInstances'],
  access: rds,

  async *pages({ sdk, client }) {
    for await (const page of sdk.paginateDescribeDBInstances({ client, pageSize: 100 }, {})) yield page.DBInstances ?? [];
  },

  describe(instance, { accountId, region }) {
    return {
      ref: instance.DBInstanceArn ?? `arn:aws:rds:${region}:${accountId}:db:${instance.DBInstanceIdentifier}`,
      name: instance.DBInstanceIdentifier ?? null,
      tags: awsTags(instance.TagList),
      fields: {
        identifier: instance.DBInstanceIdentifier,
        engine: instance.Engine,
        engineVersion: instance.EngineVersion ?? null,
        instanceClass: instance.DBInstanceClass ?? null,
        status: instance.DBInstanceStatus ?? null,
        createdAt: isoOf(instance.InstanceCreateTime),
        clusterIdentifier: instance.DBClusterIdentifier ?? null,
        vpcId: instance.DBSubnetGroup?.VpcId ?? null,
        securityGroupIds: (instance.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId),
        isPubliclyAccessible: instance.PubliclyAccessible ?? false,
        isStorageEncrypted: instance.StorageEncrypted ?? false,
        kmsKeyArn: instance.KmsKeyId ?? null,
        isMultiAz: instance.MultiAZ ?? false,
        backupRetentionDays: instance.BackupRetentionPeriod ?? 0,
        hasDeletionProtection: instance.DeletionProtection ?? false,
        upgradesMinorVersions: instance.AutoMinorVersionUpgrade ?? false,
        allowsIamAuthentication: instance.IAMDatabaseAuthenticationEnabled ?? false,
        caCertificate: instance.CACertificateIdentifier ?? null,
      },
    };
  },
});

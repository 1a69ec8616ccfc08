import type { DBCluster, DBInstance, DBSnapshot } from '@aws-sdk/client-rds';
import type { Estate } from './estate.ts';
import { vpcId } from './network.ts';
import { securityGroupId } from './security-group.ts';
import { tagsOf } from './tags.ts';
import { uuid } from './volume.ts';

const engines = [
  ['postgres', '16.3', 5432],
  ['mysql', '8.0.39', 3306],
  ['mariadb', '10.11.8', 3306],
  ['postgres', '12.19', 5432],
] as const;

function keyArn(estate: Estate, region: string): string {
  return estate.arn('kms', region, `key/${uuid(estate.id('key', region, 0))}`);
}

export function databaseInstanceAt(estate: Estate, region: string, index: number): DBInstance {
  const dice = estate.dice('db-instance', region, index);
  const [engine, version, port] = dice.pick('engine', engines);
  const identifier = `${dice.pick('name', ['orders', 'billing', 'users', 'analytics'])}-${index}`;
  const encrypted = dice.chance('encrypted', 0.68);
  return {
    DBInstanceIdentifier: identifier,
    DBInstanceArn: estate.arn('rds', region, `db:${identifier}`),
    DbiResourceId: `db-${dice.hex('resource', 26).toUpperCase()}`,
    DBInstanceClass: dice.pick('class', ['db.t3.medium', 'db.m6g.large', 'db.r6g.xlarge']),
    DBInstanceStatus: 'available',
    Engine: engine,
    EngineVersion: version,
    MasterUsername: 'administrator',
    Endpoint: { Address: `${identifier}.${dice.hex('endpoint', 12)}.${region}.rds.amazonaws.com`, Port: port },
    AllocatedStorage: dice.pick('storage', [20, 100, 500]),
    StorageType: 'gp3',
    StorageEncrypted: encrypted,
    KmsKeyId: encrypted ? keyArn(estate, region) : undefined,
    PubliclyAccessible: dice.chance('public', 0.13),
    MultiAZ: dice.chance('multi az', 0.5),
    BackupRetentionPeriod: dice.chance('no backup', 0.12) ? 0 : dice.pick('retention', [1, 7, 14, 35]),
    DeletionProtection: dice.chance('deletion protection', 0.6),
    AutoMinorVersionUpgrade: dice.chance('minor upgrade', 0.75),
    CopyTagsToSnapshot: dice.chance('copy tags', 0.6),
    IAMDatabaseAuthenticationEnabled: dice.chance('iam auth', 0.3),
    PerformanceInsightsEnabled: dice.chance('insights', 0.4),
    MonitoringInterval: dice.chance('monitoring', 0.4) ? 60 : 0,
    EnabledCloudwatchLogsExports: dice.chance('logs', 0.5) ? [engine === 'postgres' ? 'postgresql' : 'error'] : [],
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    AvailabilityZone: `${region}a`,
    DBSubnetGroup: { DBSubnetGroupName: 'default', VpcId: vpcId(estate, region, 0), SubnetGroupStatus: 'Complete' },
    VpcSecurityGroups: [
      { VpcSecurityGroupId: securityGroupId(estate, region, dice.int('group', estate.count('security-group', region))), Status: 'active' },
    ],
    InstanceCreateTime: estate.daysAgo(5 + dice.int('age', 1200)),
    TagList: tagsOf(dice, identifier),
  };
}

export function databaseClusterAt(estate: Estate, region: string, index: number): DBCluster {
  const dice = estate.dice('db-cluster', region, index);
  const identifier = `aurora-${index}`;
  const encrypted = dice.chance('encrypted', 0.75);
  return {
    DBClusterIdentifier: identifier,
    DBClusterArn: estate.arn('rds', region, `cluster:${identifier}`),
    DbClusterResourceId: `cluster-${dice.hex('resource', 26).toUpperCase()}`,
    Engine: 'aurora-postgresql',
    EngineVersion: '16.2',
    EngineMode: 'provisioned',
    Status: 'available',
    MasterUsername: 'administrator',
    Endpoint: `${identifier}.cluster-${dice.hex('endpoint', 12)}.${region}.rds.amazonaws.com`,
    Port: 5432,
    StorageEncrypted: encrypted,
    KmsKeyId: encrypted ? keyArn(estate, region) : undefined,
    BackupRetentionPeriod: dice.pick('retention', [1, 7, 14]),
    DeletionProtection: dice.chance('deletion protection', 0.6),
    MultiAZ: dice.chance('multi az', 0.6),
    IAMDatabaseAuthenticationEnabled: dice.chance('iam auth', 0.3),
    CopyTagsToSnapshot: true,
    DBClusterMembers: [{ DBInstanceIdentifier: `${identifier}-writer`, IsClusterWriter: true }],
    VpcSecurityGroups: [{ VpcSecurityGroupId: securityGroupId(estate, region, 0), Status: 'active' }],
    ClusterCreateTime: estate.daysAgo(5 + dice.int('age', 900)),
    TagList: tagsOf(dice, identifier),
  };
}

export function databaseSnapshotAt(estate: Estate, region: string, index: number): DBSnapshot {
  const dice = estate.dice('db-snapshot', region, index);
  const source = databaseInstanceAt(estate, region, dice.int('source', Math.max(1, estate.count('db-instance', region))));
  const identifier = `manual-${source.DBInstanceIdentifier}-${index}`;
  return {
    DBSnapshotIdentifier: identifier,
    DBSnapshotArn: estate.arn('rds', region, `snapshot:${identifier}`),
    DBInstanceIdentifier: source.DBInstanceIdentifier,
    Engine: source.Engine,
    EngineVersion: source.EngineVersion,
    AllocatedStorage: source.AllocatedStorage,
    Encrypted: source.StorageEncrypted,
    KmsKeyId: source.KmsKeyId,
    SnapshotType: 'manual',
    Status: 'available',
    SnapshotCreateTime: estate.daysAgo(dice.int('age', 400)),
    VpcId: vpcId(estate, region, 0),
    TagList: tagsOf(dice, identifier),
  };
}

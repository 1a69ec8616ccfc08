/** The generated resource types and their shapes: the SDK's own where one call describes a resource, a record of ours where several do. */
import type { Instance, NetworkAcl, SecurityGroup, Snapshot, Subnet, Volume, Vpc, FlowLog } from '@aws-sdk/client-ec2';
import type { DBCluster, DBInstance, DBSnapshot } from '@aws-sdk/client-rds';
import type { Event, Trail } from '@aws-sdk/client-cloudtrail';
import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import type { Cluster } from '@aws-sdk/client-eks';
import type { Finding } from '@aws-sdk/client-guardduty';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { BucketRecord } from './bucket.ts';
import type { ConfigRuleRecord } from './config-rule.ts';
import type { FunctionRecord } from './function.ts';
import type { PolicyRecord, RoleRecord, UserRecord } from './iam.ts';
import type { KeyRecord } from './key.ts';

export interface Resources {
  instance: Instance;
  volume: Volume;
  snapshot: Snapshot;
  'security-group': SecurityGroup;
  vpc: Vpc;
  subnet: Subnet;
  'network-acl': NetworkAcl;
  'flow-log': FlowLog;
  'db-instance': DBInstance;
  'db-cluster': DBCluster;
  'db-snapshot': DBSnapshot;
  function: FunctionRecord;
  key: KeyRecord;
  trail: Trail & { isLogging: boolean };
  repository: Repository;
  image: ImageDetail;
  cluster: Cluster;
  bucket: BucketRecord;
  user: UserRecord;
  role: RoleRecord;
  policy: PolicyRecord;
  'config-rule': ConfigRuleRecord;
  'guardduty-finding': Finding;
  'securityhub-finding': AwsSecurityFinding;
  event: Event;
}

export type ResourceType = keyof Resources;

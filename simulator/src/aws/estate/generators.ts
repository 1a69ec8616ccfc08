import { bucketAt } from './bucket.ts';
import { clusterAt } from './cluster.ts';
import { configRuleAt } from './config-rule.ts';
import { databaseClusterAt, databaseInstanceAt, databaseSnapshotAt } from './database.ts';
import type { Estate } from './estate.ts';
import { eventAt } from './event.ts';
import { functionAt } from './function.ts';
import { guardDutyFindingAt } from './guardduty-finding.ts';
import { policyAt, roleAt, userAt } from './iam.ts';
import { imageAt, repositoryAt } from './image.ts';
import { instanceAt } from './instance.ts';
import { keyAt } from './key.ts';
import { flowLogAt, networkAclAt, subnetAt, vpcAt } from './network.ts';
import type { Resources, ResourceType } from './resources.ts';
import { securityGroupAt } from './security-group.ts';
import { securityHubFindingAt } from './securityhub-finding.ts';
import { trailAt } from './trail.ts';
import { snapshotAt, volumeAt } from './volume.ts';

/** How each type is made. A generator may say undefined: this one does not exist. */
export const generators: { [T in ResourceType]: (estate: Estate, region: string, index: number) => Resources[T] | undefined } = {
  instance: instanceAt,
  volume: volumeAt,
  snapshot: snapshotAt,
  'security-group': securityGroupAt,
  vpc: vpcAt,
  subnet: subnetAt,
  'network-acl': networkAclAt,
  'flow-log': flowLogAt,
  'db-instance': databaseInstanceAt,
  'db-cluster': databaseClusterAt,
  'db-snapshot': databaseSnapshotAt,
  function: functionAt,
  key: keyAt,
  trail: trailAt,
  repository: repositoryAt,
  image: imageAt,
  cluster: clusterAt,
  bucket: bucketAt,
  user: userAt,
  role: roleAt,
  policy: policyAt,
  'config-rule': configRuleAt,
  'guardduty-finding': guardDutyFindingAt,
  'securityhub-finding': securityHubFindingAt,
  event: eventAt,
};

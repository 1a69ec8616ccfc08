// Generated from the files beside it. Do not edit: npm run generate.
import { coverageCollector } from './aws/cloudtrail/coverage.collector.ts';
import { trailCollector } from './aws/cloudtrail/trail.collector.ts';
import { ebsDefaultsCollector } from './aws/ec2/ebs-defaults.collector.ts';
import { instanceCollector } from './aws/ec2/instance.collector.ts';
import { securityGroupCollector } from './aws/ec2/security-group.collector.ts';
import { volumeCollector } from './aws/ec2/volume.collector.ts';
import { vpcCollector } from './aws/ec2/vpc.collector.ts';
import { accountSummaryCollector } from './aws/iam/account-summary.collector.ts';
import { passwordPolicyCollector } from './aws/iam/password-policy.collector.ts';
import { policyCollector } from './aws/iam/policy.collector.ts';
import { roleCollector } from './aws/iam/role.collector.ts';
import { userCollector } from './aws/iam/user.collector.ts';
import { keyCollector } from './aws/kms/key.collector.ts';
import { functionCollector } from './aws/lambda/function.collector.ts';
import { databaseInstanceCollector } from './aws/rds/instance.collector.ts';
import { bucketCollector } from './aws/s3/bucket.collector.ts';
import type { Collector } from '../collector/collector.ts';
import { guardDutySource } from './aws/guardduty/findings.native-source.ts';
import { securityHubSource } from './aws/securityhub/findings.native-source.ts';
import type { NativeSource } from '../collector/native-source.ts';

export const collectors: readonly Collector[] = [
  coverageCollector,
  trailCollector,
  ebsDefaultsCollector,
  instanceCollector,
  securityGroupCollector,
  volumeCollector,
  vpcCollector,
  accountSummaryCollector,
  passwordPolicyCollector,
  policyCollector,
  roleCollector,
  userCollector,
  keyCollector,
  functionCollector,
  databaseInstanceCollector,
  bucketCollector,
];

export const nativeSources: readonly NativeSource[] = [
  guardDutySource,
  securityHubSource,
];

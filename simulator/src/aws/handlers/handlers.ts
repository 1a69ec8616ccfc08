import type { Handlers } from '../call.ts';
import { ec2InstanceHandlers } from './ec2/instance-handlers.ts';
import { ec2NetworkHandlers } from './ec2/network-handlers.ts';
import { iamAccountHandlers } from './iam/account-handlers.ts';
import { iamRoleHandlers } from './iam/role-handlers.ts';
import { iamUserHandlers } from './iam/user-handlers.ts';
import { cloudtrailHandlers } from './cloudtrail.ts';
import { configHandlers } from './config.ts';
import { ecrHandlers } from './ecr.ts';
import { eksHandlers } from './eks.ts';
import { guarddutyHandlers } from './guardduty.ts';
import { kmsHandlers } from './kms.ts';
import { lambdaHandlers } from './lambda.ts';
import { rdsHandlers } from './rds.ts';
import { s3Handlers } from './s3.ts';
import { securityhubHandlers } from './securityhub.ts';
import { taggingHandlers } from './tagging.ts';
import { stsHandlers } from './sts.ts';

/** Every operation that the simulator answers. */
export const handlers: Handlers = {
  ...stsHandlers,
  ...iamUserHandlers,
  ...iamRoleHandlers,
  ...iamAccountHandlers,
  ...ec2InstanceHandlers,
  ...ec2NetworkHandlers,
  ...cloudtrailHandlers,
  ...configHandlers,
  ...ecrHandlers,
  ...eksHandlers,
  ...guarddutyHandlers,
  ...kmsHandlers,
  ...lambdaHandlers,
  ...rdsHandlers,
  ...s3Handlers,
  ...securityhubHandlers,
  ...taggingHandlers,
};

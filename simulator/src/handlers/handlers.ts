import type { Handlers } from '../server/call.ts';
import { ec2InstanceHandlers } from './ec2/instance-handlers.ts';
import { ec2NetworkHandlers } from './ec2/network-handlers.ts';
import { iamAccountHandlers } from './iam/account-handlers.ts';
import { iamRoleHandlers } from './iam/role-handlers.ts';
import { iamUserHandlers } from './iam/user-handlers.ts';
import { stsHandlers } from './sts.ts';

/** Every operation that the simulator answers. */
export const handlers: Handlers = {
  ...stsHandlers,
  ...iamUserHandlers,
  ...iamRoleHandlers,
  ...iamAccountHandlers,
  ...ec2InstanceHandlers,
  ...ec2NetworkHandlers,
};

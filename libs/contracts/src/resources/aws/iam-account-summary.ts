import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** What IAM says of the account as a whole: one an account. */
export const iamAccountSummary = defineResource({
  type: 'aws.iam.account-summary',
  provider: 'AWS',
  title: 'IAM account summary',
  shape: z.object({
    rootHasAccessKeys: z.boolean(),
    rootHasMfa: z.boolean(),
    /** A virtual MFA device is an app on a telephone, not a piece of hardware. */
    rootMfaIsVirtual: z.boolean(),
    users: z.int(),
    groups: z.int(),
    roles: z.int(),
    policies: z.int(),
  }),
});

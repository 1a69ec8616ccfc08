import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const iamUser = defineResource({
  type: 'aws.iam.user',
  provider: 'AWS',
  title: 'IAM user',
  shape: z.object({
    userName: z.string(),
    userId: z.string(),
    path: z.string(),
    createdAt: z.string(),
    /** The password that signs in to the console; null: the user has none. */
    consolePassword: z.object({ createdAt: z.string(), lastUsedAt: z.string().nullable() }).nullable(),
    mfaDevices: z.array(z.object({ serialNumber: z.string(), enabledAt: z.string().nullable() })),
    /** The public halves of the keys. */
    accessKeys: z.array(
      z.object({ accessKeyId: z.string(), isActive: z.boolean(), createdAt: z.string(), lastUsedAt: z.string().nullable() }),
    ),
    attachedPolicies: z.array(z.object({ policyArn: z.string(), policyName: z.string() })),
    inlinePolicyNames: z.array(z.string()),
    groupNames: z.array(z.string()),
  }),
});

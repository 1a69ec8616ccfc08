import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const iamRole = defineResource({
  type: 'aws.iam.role',
  provider: 'AWS',
  title: 'IAM role',
  shape: z.object({
    roleName: z.string(),
    roleId: z.string(),
    path: z.string(),
    createdAt: z.string(),
    /** Within the last 400 days, as far as AWS looks back; null: not. */
    lastUsedAt: z.string().nullable(),
    /** A role that an AWS service made for itself: AWS owns its policies. */
    isServiceLinked: z.boolean(),
    /** Who may become the role. */
    trust: z.array(
      z.object({
        isAllow: z.boolean(),
        awsPrincipals: z.array(z.string()),
        services: z.array(z.string()),
        federated: z.array(z.string()),
        /** The condition keys, lower-case: `sts:externalid`. The values are dropped: external IDs are among them. */
        conditionKeys: z.array(z.string()),
      }),
    ),
    attachedPolicies: z.array(z.object({ policyArn: z.string(), policyName: z.string() })),
    inlinePolicyNames: z.array(z.string()),
  }),
});

import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** A policy that the customer wrote; those that AWS manages are not the customer's to change. */
export const iamPolicy = defineResource({
  type: 'aws.iam.policy',
  provider: 'AWS',
  title: 'IAM policy',
  shape: z.object({
    policyName: z.string(),
    policyId: z.string(),
    path: z.string(),
    createdAt: z.string(),
    updatedAt: z.string().nullable(),
    /** How many users, groups and roles it is attached to. */
    attachments: z.int(),
    /** Whether its default version allows every action on every resource without a condition. */
    allowsEverything: z.boolean(),
  }),
});

import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** The rules for the passwords of IAM users: one an account. */
export const iamPasswordPolicy = defineResource({
  type: 'aws.iam.password-policy',
  provider: 'AWS',
  title: 'IAM password policy',
  shape: z.object({
    /** false: the account has none, and AWS's default rules hold. */
    isSet: z.boolean(),
    minimumLength: z.int(),
    requiresLowercase: z.boolean(),
    requiresUppercase: z.boolean(),
    requiresNumbers: z.boolean(),
    requiresSymbols: z.boolean(),
    /** How many earlier passwords may not be used again; 0: none. */
    rememberedPasswords: z.int(),
    /** null: passwords do not expire. */
    maxAgeDays: z.int().nullable(),
    usersMayChangeTheirs: z.boolean(),
  }),
});

import { z } from 'zod';

/** Why a connection test failed; what each means is told in schemas/credentials.graphql. */
export const connectionFailureCode = z.enum([
  'INVALID_CREDENTIALS',
  'EXPIRED_CREDENTIALS',
  'DISABLED_CREDENTIALS',
  'ROOT_CREDENTIALS',
  'EXTERNAL_ID_MISMATCH',
  'EXTERNAL_ID_NOT_REQUIRED',
  'ROLE_NOT_ASSUMABLE',
  'MISSING_PERMISSIONS',
  'WRONG_ACCOUNT',
  'WRONG_DIRECTORY',
  'FEDERATION_MISMATCH',
  'API_NOT_ENABLED',
  'REGION_NOT_ENABLED',
  'PLATFORM_IDENTITY_BROKEN',
  'CLOCK_SKEW',
  'THROTTLED',
  'UNREACHABLE',
]);
export type ConnectionFailureCode = z.infer<typeof connectionFailureCode>;

export const connectionTestStep = z.object({
  name: z.string(),
  outcome: z.enum(['PASSED', 'FAILED', 'SKIPPED', 'UNKNOWN']),
  code: connectionFailureCode.nullable(),
  message: z.string().nullable(),
  remedy: z.string().nullable(),
});
export type ConnectionTestStep = z.infer<typeof connectionTestStep>;

export const missingPermission = z.object({ action: z.string(), required: z.boolean(), checks: z.array(z.string()) });
export type MissingPermission = z.infer<typeof missingPermission>;

/** What a connection test found: the graph's `ConnectionTest`, with times as RFC 3339 text. */
export const connectionTest = z.object({
  ok: z.boolean(),
  testedAt: z.iso.datetime(),
  identity: z.string().nullable(),
  steps: z.array(connectionTestStep),
  missingPermissions: z.array(missingPermission),
  excessivePermissions: z.array(z.string()),
  notices: z.array(z.string()),
});
export type ConnectionTest = z.infer<typeof connectionTest>;

/** The graph's `ConnectionTestFailed`, less its type name. */
export const connectionTestFailed = z.object({
  message: z.string(),
  code: connectionFailureCode,
  possibleCauses: z.array(connectionFailureCode),
  remedy: z.string(),
  test: connectionTest,
});
export type ConnectionTestFailed = z.infer<typeof connectionTestFailed>;

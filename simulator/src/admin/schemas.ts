/** The admin verbs' inputs: one schema each for the in-process calls, the HTTP admin API and the journal. */
import { z } from 'zod';

const accountId = z.string().regex(/^\d{12}$/);
const name = z.string().regex(/^[\w+=,.@-]{1,64}$/);
const path = z
  .string()
  .regex(/^\/([\w+=,.@-]+\/)*$/)
  .max(512);
const policyDocument = z.looseObject({ Version: z.string().optional(), Statement: z.unknown() });
const inlinePolicies = z.record(z.string(), policyDocument);

/** The curated regions that a new account has switched on; every other region answers as a disabled one. */
export const defaultRegions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-central-1',
  'eu-north-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
];

export const createAccount = z.strictObject({
  /** Made from the simulator's seed when absent. */
  accountId: accountId.optional(),
  /** The estate's own seed; the simulator's by default. */
  seed: z.string().min(1).optional(),
  /** Resources to aim at; the simulator's `size` by default. 0 is an account with nothing but what AWS puts into every account. */
  size: z.int().min(0).max(50_000_000).optional(),
  enabledRegions: z.array(z.string().min(1)).min(1).optional(),
  alias: z.string().optional(),
  /** false: SecurityHub answers InvalidAccessException. */
  securityHub: z.boolean().optional(),
  /** false: no detectors. */
  guardDuty: z.boolean().optional(),
});

export const putRole = z.strictObject({
  accountId,
  roleName: name,
  path: path.default('/'),
  trustPolicy: policyDocument,
  inlinePolicies: inlinePolicies.default({}),
  managedPolicyArns: z.array(z.string()).default([]),
  maxSessionSeconds: z.int().min(3600).max(43_200).default(3600),
});

export const putUser = z.strictObject({
  accountId,
  userName: name,
  path: path.default('/'),
  inlinePolicies: inlinePolicies.default({}),
  managedPolicyArns: z.array(z.string()).default([]),
  accessKeys: z
    .array(
      z.strictObject({
        accessKeyId: z
          .string()
          .regex(/^AKIA[A-Z0-9]{12,124}$/)
          .optional(),
        secretAccessKey: z.string().min(16).optional(),
        active: z.boolean().default(true),
        /** RFC 3339; when the estate was made when not said. */
        createdAt: z.coerce.date().optional(),
      }),
    )
    .default([{ active: true }]),
});

export const deleteRole = z.strictObject({ accountId, roleName: name });
export const deleteUser = z.strictObject({ accountId, userName: name });

export const onboarding = z.strictObject({
  accountId,
  /** ARN of the platform's principal. */
  principalArn: z.string().min(1),
  /** null: the trust policy demands none, the mistake that lets anybody's external ID in. */
  externalId: z.string().min(2).max(1224).nullable(),
  /** Trusts an issuer's tokens instead of the principal; `subject` null: whoever it vouches for. */
  federated: z.strictObject({ issuer: z.url({ protocol: /^https$/ }), subject: z.string().nullable(), audience: z.string().default('sts.amazonaws.com') }).optional(),
  roleName: name.default('OffloadSecurityScanner'),
  path: path.default('/'),
  /**
   * `standard`: SecurityAudit and OffloadSecuritySupplement; `strict`: only `actions`; `administrator`: AdministratorAccess; `none`:
   * no permission.
   */
  permissions: z.enum(['standard', 'strict', 'administrator', 'none']).default('standard'),
  /** `strict`: the actions that the inline policy lists. */
  actions: z.array(z.string()).default([]),
  /**
   * Actions (wildcards allowed) that are not granted although the policies name them: answered as AWS answers an action that no policy
   * allows.
   */
  minusActions: z.array(z.string()).default([]),
  /** Actions (wildcards allowed) that an organisation or administrator denies explicitly. */
  denyActions: z.array(z.string()).default([]),
  maxSessionSeconds: z.int().min(3600).max(43_200).default(3600),
});

const resourceKey = { accountId, type: z.string(), region: z.string(), index: z.int().min(0) };
export const hideResource = z.strictObject({ ...resourceKey, hidden: z.boolean().default(true) });
export const overrideResource = z.strictObject({ ...resourceKey, fields: z.record(z.string(), z.unknown()).nullable() });

export const faultRule = z.strictObject({
  /** Every given condition must hold; `*` is a wildcard in each. `action` matches operation or IAM action, `principal` the caller's ARN. */
  match: z
    .strictObject({
      action: z.string().optional(),
      region: z.string().optional(),
      principal: z.string().optional(),
      accountId: z.string().optional(),
    })
    .default({}),
  /**
   * throttle, error (500), deny (as if IAM denied): answered in the protocol's own words. expired: as an expired token.
   * regionDisabled: as in a region that is off. hang: never answers. drop: closes the socket. latency: waits `latencyMs`, then goes on
   * with the later rules.
   */
  effect: z.enum(['throttle', 'error', 'deny', 'expired', 'regionDisabled', 'hang', 'drop', 'latency']),
  latencyMs: z.int().min(0).max(600_000).default(0),
  /** 0..1, drawn from the simulator's seed; 1 by default. */
  probability: z.number().min(0).max(1).default(1),
  /** Leave the first n matching calls alone. */
  after: z.int().min(0).default(0),
  /** Only every nth matching call. */
  every: z.int().min(1).default(1),
  /** At most so many times. */
  times: z.int().min(1).optional(),
});
export const faultPlan = z.array(faultRule);

export const recordedFilter = z.strictObject({ principalPrefix: z.string().optional(), accountId: z.string().optional() });
/** `url`: where the issuer's documents are read, in place of the issuer's own address; null: they cannot be read. */
export const trustIssuer = z.strictObject({ issuer: z.string().min(1), url: z.url({ protocol: /^https?$/ }).nullable() });
export const clockOffset = z.strictObject({ offsetMs: z.number() });

export const putOidcProvider = z.strictObject({
  accountId,
  /** The issuer, an https URL. */
  url: z.url({ protocol: /^https$/ }),
  /** Audiences; an empty list removes the provider. */
  clientIds: z.array(z.string().min(1).max(255)),
});

export type CreateAccount = z.input<typeof createAccount>;
export type PutRole = z.input<typeof putRole>;
export type PutUser = z.input<typeof putUser>;
export type PutOidcProvider = z.input<typeof putOidcProvider>;
export type Onboarding = z.input<typeof onboarding>;
export type HideResource = z.input<typeof hideResource>;
export type OverrideResource = z.input<typeof overrideResource>;
export type FaultRule = z.input<typeof faultRule>;
export type RecordedFilter = z.input<typeof recordedFilter>;

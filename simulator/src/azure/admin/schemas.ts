/** The inputs of the admin verbs of Azure: one schema each for the in-process calls, the HTTP admin API and the journal. */
import { z } from 'zod';

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const action = z.string().regex(/^[\w.*/-]+$/);
const role = z.string().min(1);
const namespace = z.string().regex(/^[A-Za-z]+\.[A-Za-z.]+$/);

export const subscriptionKey = z.strictObject({ subscriptionId: z.string() });

export const createSubscription = z.strictObject({
  /** Made from the simulator's seed when absent. */
  subscriptionId: guid.optional(),
  /** The directory that it belongs to: made when it is new; the simulator's own by default. */
  directoryId: guid.optional(),
  /** The estate's own seed; the simulator's by default. */
  seed: z.string().min(1).optional(),
  /** Resources to aim at; the simulator's `size` by default. 0 is a subscription with nothing but what Azure puts into every one. */
  size: z.int().min(0).max(50_000_000).optional(),
  state: z.enum(['Enabled', 'Warned', 'PastDue', 'Disabled', 'Deleted']).default('Enabled'),
  /** true: also an application without a role may see that it has no permissions. */
  showsPermissions: z.boolean().default(false),
});

const secret = z.strictObject({
  /** Made from the simulator's seed when absent. */
  value: z.string().min(1).optional(),
  /** Not positive: it has expired. */
  expiresInDays: z.number().default(90),
});
const federatedCredential = z.strictObject({
  issuer: z.string().min(1),
  subject: z.string().min(1),
  audience: z.string().min(1).default('api://AzureADTokenExchange'),
});
/** Milliseconds since 1970; now, when it is not the journal that says it. */
const createdAtMs = z.number().optional();

export const createApplication = z.strictObject({
  directoryId: guid.optional(),
  /** Made from the simulator's seed when absent. */
  clientId: guid.optional(),
  secrets: z.array(secret).default([]),
  /** Azure allows twenty. */
  federatedCredentials: z.array(federatedCredential).max(20).default([]),
  isDisabled: z.boolean().default(false),
  /** A Conditional Access policy for workload identities blocks its sign-in. */
  isBlockedByPolicy: z.boolean().default(false),
  createdAtMs,
});

/** What is not said stays as it is. */
export const setApplication = z.strictObject({
  clientId: guid,
  secrets: z.array(secret).optional(),
  federatedCredentials: z.array(federatedCredential).max(20).optional(),
  isDisabled: z.boolean().optional(),
  isBlockedByPolicy: z.boolean().optional(),
  changedAtMs: createdAtMs,
});

const permissions = z.strictObject({
  actions: z.array(action).default([]),
  notActions: z.array(action).default([]),
  dataActions: z.array(action).default([]),
  notDataActions: z.array(action).default([]),
});

export const assignRole = z
  .strictObject({
    subscriptionId: guid,
    clientId: guid,
    /** A built-in role, by name or id: `Reader`. */
    role: role.optional(),
    /** A custom role of its own. */
    permissions: permissions.optional(),
    /** The subscription, or one of its resource groups. */
    scope: z.string().optional(),
  })
  .refine((input) => (input.role === undefined) !== (input.permissions === undefined), 'either a role or permissions');

export const unassignRole = z.strictObject({ subscriptionId: guid, clientId: guid, role: role.optional() });

export const denyActions = z.strictObject({
  subscriptionId: guid,
  /** Everyone by default. */
  clientId: guid.optional(),
  /** One more of another name adds to what is denied; the same name replaces. */
  name: z.string().min(1).default('Customer guardrail'),
  actions: z.array(action),
});

export const setProvider = z.strictObject({ subscriptionId: guid, namespace, registered: z.boolean() });

export const limitGraph = z.strictObject({
  subscriptionId: guid,
  rowsPerPage: z.int().min(1).nullable().default(null),
  truncatedAt: z.int().min(1).nullable().default(null),
});

export const onboarding = z.strictObject({
  subscriptionId: guid,
  /** An application of its own for each subscription by default. */
  clientId: guid.optional(),
  /** A federated credential instead of a client secret. */
  federated: federatedCredential.optional(),
  secretExpiresInDays: z.number().default(90),
  /**
   * `standard`: the product's three roles; `strict`: a custom role of `strictActions`; `contributor`: Contributor beside the three; `none`: no role.
   */
  permissions: z.enum(['standard', 'strict', 'contributor', 'none']).default('standard'),
  strictActions: z.array(action).default([]),
  /** Assigns these built-in roles instead of the product's three. */
  roles: z.array(role).optional(),
  /** Actions (wildcards allowed) that are not granted although the roles carry them. */
  minusActions: z.array(action).default([]),
  createdAtMs,
});

const resourceKey = { subscriptionId: guid, type: z.string(), location: z.string(), index: z.int().min(0) };
export const hideResource = z.strictObject({ ...resourceKey, hidden: z.boolean().default(true) });
export const overrideResource = z.strictObject({ ...resourceKey, fields: z.record(z.string(), z.unknown()).nullable() });

export type CreateAzureSubscription = z.input<typeof createSubscription>;
export type CreateAzureApplication = Omit<z.input<typeof createApplication>, 'createdAtMs'>;
export type SetAzureApplication = Omit<z.input<typeof setApplication>, 'changedAtMs'>;
export type AssignAzureRole = z.input<typeof assignRole>;
export type UnassignAzureRole = z.input<typeof unassignRole>;
export type DenyAzureActions = z.input<typeof denyActions>;
export type SetAzureProvider = z.input<typeof setProvider>;
export type LimitResourceGraph = z.input<typeof limitGraph>;
export type AzureOnboarding = Omit<z.input<typeof onboarding>, 'createdAtMs'>;
export type HideAzureResource = z.input<typeof hideResource>;
export type OverrideAzureResource = z.input<typeof overrideResource>;

/** The inputs of the admin verbs of workload identity federation. */
import { z } from 'zod';
import { projectId, serviceAccountKey } from './schemas.ts';

const id = z.string().regex(/^[a-z0-9-]{4,32}$/);
const poolKey = { projectId, poolId: id };
const providerKey = { ...poolKey, providerId: id };
const issuer = z.url({ protocol: /^https$/ });
/** Fit for a text in CEL. */
const text = z.string().regex(/^[^"'\\]+$/);
/** One identity of a pool, or everybody of it. */
const principal = z
  .string()
  .regex(/^(principal|principalSet):\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+\//)
  .regex(/^(principal:.*\/subject\/.+|principalSet:.*\/\*)$/s);

export const putPool = z.strictObject({ ...poolKey, isDisabled: z.boolean().default(false) });

export const putProvider = z.strictObject({
  ...providerKey,
  issuer,
  /** What `aud` may be. None: the provider's full resource name, with `https:` before it or without. */
  allowedAudiences: z.array(z.string().min(1)).max(10).default([]),
  /** `{ 'google.subject': 'assertion.sub' }`; `attribute.<name>` beside it. */
  attributeMapping: z.record(z.string(), z.string()).default({ 'google.subject': 'assertion.sub' }),
  /** `assertion.sub == "…"`, `!=`, joined by `&&`; null: everyone whom the issuer vouches for. */
  attributeCondition: z.string().min(1).nullable().default(null),
  isDisabled: z.boolean().default(false),
});

export const deleteProvider = z.strictObject(providerKey);

export const workloadIdentityUser = z.strictObject({
  ...serviceAccountKey.shape,
  principal,
  /** false takes the role away. */
  isBound: z.boolean().default(true),
});

/** Lets a service account's project trust an outside issuer, as the customer's Terraform does; each field can be got wrong as customers do. */
export const federate = z.strictObject({
  ...serviceAccountKey.shape,
  issuer,
  /** Who may act as the account; null: everybody of the pool. */
  subject: text.nullable(),
  /** The subject that the attribute condition asks for; `subject` when absent, null: no condition. */
  condition: text.nullable().optional(),
  /** What tokens must be for; the provider's own name when absent. */
  audiences: z.array(z.string().min(1)).min(1).optional(),
  /** Whether the account lets anybody act as itself. */
  isBound: z.boolean().default(true),
  isDisabled: z.boolean().default(false),
  pool: id.default('offload-security'),
});

export type PutWorkloadIdentityPool = z.input<typeof putPool>;
export type PutWorkloadIdentityProvider = z.input<typeof putProvider>;
export type BindWorkloadIdentityUser = z.input<typeof workloadIdentityUser>;
export type FederateGcp = z.input<typeof federate>;

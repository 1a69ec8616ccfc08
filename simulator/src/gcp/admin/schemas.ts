/** The inputs of the admin verbs of Google Cloud: one schema each for the in-process calls, the HTTP admin API and the journal. */
import { z } from 'zod';

export const projectId = z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
const email = z.string().regex(/^[a-z0-9-]{4,30}@[a-z0-9-]+\.iam\.gserviceaccount\.com$/);
const accountName = z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
const service = z.string().regex(/^[a-z0-9-]+\.googleapis\.com$/);
const permission = z.string().regex(/^[\w.*-]+$/);
const role = z.string().regex(/^(roles|projects\/[\w-]+\/roles)\/[\w.]+$/);

/** The APIs of a new project: what the platform reads, and what customers' workloads have on. */
export const defaultApis = [
  'artifactregistry.googleapis.com',
  'bigquery.googleapis.com',
  'cloudasset.googleapis.com',
  'cloudkms.googleapis.com',
  'cloudresourcemanager.googleapis.com',
  'compute.googleapis.com',
  'container.googleapis.com',
  'iam.googleapis.com',
  'iamcredentials.googleapis.com',
  'logging.googleapis.com',
  'securitycenter.googleapis.com',
  'serviceusage.googleapis.com',
  'sqladmin.googleapis.com',
  'storage.googleapis.com',
];

export const projectKey = z.strictObject({ projectId: z.string() });

export const createProject = z.strictObject({
  /** Made from the simulator's seed when absent. */
  projectId: projectId.optional(),
  /** The estate's own seed; the simulator's by default. */
  seed: z.string().min(1).optional(),
  /** Resources to aim at; the simulator's `size` by default. 0 is a project with nothing but what Google puts into every project. */
  size: z.int().min(0).max(50_000_000).optional(),
  enabledApis: z.array(service).default(defaultApis),
});

export const setApi = z.strictObject({ projectId, service, enabled: z.boolean() });
export const putServiceAccount = z.strictObject({ projectId, name: accountName, isDisabled: z.boolean().default(false) });
export const serviceAccountKey = z.strictObject({ email });

/** Milliseconds since 1970; now, when it is not the journal that says it. */
const createdAtMs = z.number().optional();
export const createKey = z.strictObject({ email, createdAtMs });
export const revokeKey = z.strictObject({ email, keyId: z.string(), isDisabled: z.boolean().default(false) });

export const bindRole = z
  .strictObject({
    projectId,
    email,
    /** A predefined role: `roles/viewer`. */
    role: role.optional(),
    /** The permissions of a custom role of its own. */
    permissions: z.array(permission).min(1).optional(),
  })
  .refine((input) => (input.role === undefined) !== (input.permissions === undefined), 'either a role or permissions');

export const unbind = z.strictObject({ projectId, email, role: role.optional() });
export const denyPermissions = z.strictObject({ projectId, email, permissions: z.array(permission) });

export const onboarding = z.strictObject({
  projectId,
  /** Where the service account lives: another project than the one that it reads; the same by default. */
  keyProjectId: projectId.optional(),
  accountName: accountName.default('offload-security-scanner'),
  /**
   * `standard`: the product's six roles; `strict`: a custom role of `strictPermissions`; `editor`: roles/editor beside the six; `none`:
   * nothing is bound.
   */
  permissions: z.enum(['standard', 'strict', 'editor', 'none']).default('standard'),
  /** `strict`: the permissions of the custom role. */
  strictPermissions: z.array(permission).default([]),
  /** Binds these roles instead of the product's six. */
  roles: z.array(role).optional(),
  /** Permissions (wildcards allowed) that are not granted although a role carries them. */
  minusPermissions: z.array(permission).default([]),
  createdAtMs,
});

const resourceKey = { projectId, type: z.string(), location: z.string(), index: z.int().min(0) };
export const hideResource = z.strictObject({ ...resourceKey, hidden: z.boolean().default(true) });
export const overrideResource = z.strictObject({ ...resourceKey, fields: z.record(z.string(), z.unknown()).nullable() });

export type CreateGcpProject = z.input<typeof createProject>;
export type SetGcpApi = z.input<typeof setApi>;
export type PutServiceAccount = z.input<typeof putServiceAccount>;
export type BindRole = z.input<typeof bindRole>;
export type DenyPermissions = z.input<typeof denyPermissions>;
export type GcpOnboarding = Omit<z.input<typeof onboarding>, 'createdAtMs'>;
export type HideGcpResource = z.input<typeof hideResource>;
export type OverrideGcpResource = z.input<typeof overrideResource>;

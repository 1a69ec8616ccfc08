import { z } from 'zod';

export const role = z.enum(['ADMIN', 'SECURITY_MANAGER', 'SECURITY_ANALYST', 'COMPLIANCE_OFFICER', 'AUDITOR', 'VIEWER']);
export type Role = z.infer<typeof role>;

export const scope = z.enum([
  'accounts:read',
  'accounts:write',
  'scans:read',
  'scans:run',
  'findings:read',
  'findings:triage',
  'assets:read',
  'settings:read',
  'settings:write',
  'audit:read',
]);
export type Scope = z.infer<typeof scope>;

const reads: readonly Scope[] = ['accounts:read', 'scans:read', 'findings:read', 'assets:read'];

/** What each role may do: the one table that maps roles to scopes. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  ADMIN: scope.options,
  SECURITY_MANAGER: [...reads, 'accounts:write', 'scans:run', 'findings:triage', 'settings:read'],
  SECURITY_ANALYST: [...reads, 'scans:run', 'findings:triage'],
  COMPLIANCE_OFFICER: [...reads, 'settings:read', 'audit:read'],
  AUDITOR: [...reads, 'settings:read', 'audit:read'],
  VIEWER: reads,
};

/** The scopes of some roles together, each once, in the order of the scope list. */
export function scopesOfRoles(roles: readonly Role[]): Scope[] {
  return scope.options.filter((one) => roles.some((name) => scopesOfRole[name].includes(one)));
}

/** Who is behind a request, as the gateway found out. */
export const principal = z.object({
  tenantId: z.uuid(),
  /** `user:<sub>` or `api-key:<id>` */
  subject: z.string(),
  roles: z.array(role),
  scopes: z.array(scope),
});
export type Principal = z.infer<typeof principal>;

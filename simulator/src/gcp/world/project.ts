import { patternMatcher, type Matcher } from '../../aws/iam/wildcard.ts';
import { Estate } from '../estate/estate.ts';
import type { WorkloadIdentityPool } from '../federation/pool.ts';
import { permissionsOfRole } from '../iam/roles.ts';
import type { ServiceAccount } from './service-account.ts';

export interface ProjectOptions {
  projectId: string;
  /** Twelve digits. */
  projectNumber: string;
  seed: string;
  size: number;
  enabledApis: Iterable<string>;
  /** Dates of the estate are relative to it. */
  epoch: Date;
  /** Planted where customers' secrets live. */
  canary: string;
}

/** What one member may do in a project. */
interface Access {
  /** Permissions of each bound role, by the role's name. */
  roles: Map<string, ReadonlySet<string>>;
  withheld: Matcher;
  denied: Matcher;
}

const nothing: Matcher = () => false;

export class Project {
  readonly options: ProjectOptions;
  readonly enabledApis: Set<string>;
  readonly estate: Estate;
  /** By e-mail address. */
  readonly serviceAccounts = new Map<string, ServiceAccount>();
  /** By id. */
  readonly workloadIdentityPools = new Map<string, WorkloadIdentityPool>();
  readonly #access = new Map<string, Access>();

  constructor(options: ProjectOptions) {
    this.options = options;
    this.enabledApis = new Set(options.enabledApis);
    this.estate = new Estate(options, {
      serviceAccounts: () => [...this.serviceAccounts.values()],
      bindings: () => this.bindings(),
    });
  }

  get projectId(): string {
    return this.options.projectId;
  }

  /** Binds a predefined role; with `permissions`, a custom role of that name. Throws for a role that the simulator does not carry. */
  bind(email: string, role: string, permissions?: readonly string[]): void {
    const granted = permissions ?? permissionsOfRole(role);
    if (!granted) throw new Error(`the simulator does not carry the role ${role}`);
    this.#accessOf(email).roles.set(role, new Set(granted));
  }

  /** Takes one role from a member, or everything: roles, and what was withheld or denied. */
  unbind(email: string, role?: string): void {
    if (role === undefined) this.#access.delete(email);
    else this.#access.get(email)?.roles.delete(role);
  }

  /** Permissions (wildcards allowed) that are not granted although a role carries them. */
  withhold(email: string, permissions: readonly string[]): void {
    this.#accessOf(email).withheld = permissions.length === 0 ? nothing : patternMatcher(permissions, true);
  }

  deny(email: string, permissions: readonly string[]): void {
    this.#accessOf(email).denied = permissions.length === 0 ? nothing : patternMatcher(permissions, true);
  }

  /** Whether a member may: a role grants it, and nothing withholds or denies it. */
  allows(email: string, permission: string): boolean {
    const access = this.#access.get(email);
    if (!access || access.denied(permission) || access.withheld(permission)) return false;
    for (const permissions of access.roles.values()) if (permissions.has(permission)) return true;
    return false;
  }

  /** What was bound by admins, in the form of an IAM policy's bindings. */
  bindings(): { role: string; members: string[] }[] {
    const members = new Map<string, string[]>();
    for (const [email, { roles }] of this.#access)
      for (const role of roles.keys()) members.set(role, [...(members.get(role) ?? []), `serviceAccount:${email}`]);
    return [...members].map(([role, list]) => ({ role, members: list }));
  }

  #accessOf(email: string): Access {
    let access = this.#access.get(email);
    if (!access) this.#access.set(email, (access = { roles: new Map(), withheld: nothing, denied: nothing }));
    return access;
  }
}

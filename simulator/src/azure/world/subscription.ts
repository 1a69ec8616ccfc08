/** One subscription: its estate, who has which role on it, who is denied what, and which resource providers are registered. */
import { decide, type Decision, type DenyAssignment, type Grant, type RoleAssignment } from '../rbac/decide.ts';
import { builtInRoles, customRole, type Permissions, type RoleDefinition } from '../rbac/roles.ts';
import { Estate } from '../estate/estate.ts';
import { guidOf } from './guid.ts';

export interface SubscriptionOptions {
  subscriptionId: string;
  tenantId: string;
  /** `Enabled`, `Warned`, `PastDue`, `Disabled`. */
  state: string;
  /** Whether also a principal without a role may see that it has no permissions. */
  showsPermissions: boolean;
  seed: string;
  size: number;
  /** Dates of the estate are relative to it. */
  epoch: Date;
  /** Planted where customers' secrets live. */
  canary: string;
}

/** What an assignment gives: a built-in role by name or GUID, or a custom one of these permissions. */
export interface Assigned {
  role?: string | undefined;
  permissions?: Partial<Permissions> | undefined;
  /** The subscription itself by default. */
  scope?: string | undefined;
}

/** How Resource Graph behaves beyond what is asked. */
export interface GraphLimits {
  /** The most rows of a page; null: as many as are asked for. */
  rowsPerPage: number | null;
  /** The most rows of an answer, which then says that it is truncated and gives no token; null: none. */
  truncatedAt: number | null;
}

export class Subscription {
  readonly options: SubscriptionOptions;
  readonly estate: Estate;
  readonly #assignments = new Map<string, RoleAssignment>();
  readonly #customRoles = new Map<string, RoleDefinition>();
  readonly #denials = new Map<string, DenyAssignment>();
  /** Actions that a principal lacks although its roles grant them. */
  readonly #withheld = new Map<string, readonly string[]>();
  readonly #unregistered = new Set<string>();
  graphLimits: GraphLimits = { rowsPerPage: null, truncatedAt: null };

  constructor(options: SubscriptionOptions) {
    this.options = options;
    this.estate = new Estate(options, { assignments: () => this.assignments, customRoles: () => [...this.#customRoles.values()] });
  }

  get subscriptionId(): string {
    return this.options.subscriptionId;
  }

  get tenantId(): string {
    return this.options.tenantId;
  }

  /** `/subscriptions/<id>` */
  get scope(): string {
    return `/subscriptions/${this.subscriptionId}`;
  }

  get displayName(): string {
    return `Simulated ${this.subscriptionId.slice(0, 8)}`;
  }

  /** Those that admins made; generated ones are the estate's and of nobody that can sign in. */
  get assignments(): RoleAssignment[] {
    return [...this.#assignments.values()];
  }

  get denials(): DenyAssignment[] {
    return [...this.#denials.values()];
  }

  /** Throws for an unknown role or a foreign scope. */
  assign(principalId: string, { role, permissions = {}, scope = this.scope }: Assigned): void {
    const within = `${scope.toLowerCase().replace(/\/$/, '')}/`;
    if (!/^\/subscriptions\/[^/]+\/(resourcegroups\/[^/]+\/)?$/.test(within) || !within.startsWith(`${this.scope}/`))
      throw new Error(`no scope of the subscription: ${scope} (the subscription itself, or one of its resource groups)`);
    const definition = role === undefined ? this.#putCustomRole(permissions) : this.#roleNamed(role);
    const id = guidOf(this.options.seed, `assignment ${this.scope} ${principalId} ${definition.id} ${within}`);
    this.#assignments.set(id, {
      id,
      principalId,
      principalType: 'ServicePrincipal',
      role: definition,
      scope: scope.replace(/\/$/, ''),
      createdOn: this.options.epoch.toISOString(),
    });
  }

  /** Takes the principal's assignments of a role away; without one, all of them, and what was withheld. */
  unassign(principalId: string, role?: string): void {
    const definition = role === undefined ? undefined : this.#roleNamed(role);
    for (const [id, assignment] of this.#assignments)
      if (assignment.principalId === principalId && (definition === undefined || assignment.role.id === definition.id)) this.#assignments.delete(id);
    if (role === undefined) this.#withheld.delete(principalId);
    const isUsed = (one: RoleDefinition) => this.assignments.some((assignment) => assignment.role.id === one.id);
    for (const one of this.#customRoles.values()) if (!isUsed(one)) this.#customRoles.delete(one.id);
  }

  /** Denies a principal (null: everyone) these actions, wildcards allowed, whatever roles grant; an empty list takes the denial of that name away. */
  deny(principalId: string | null, name: string, actions: readonly string[]): void {
    const id = guidOf(this.options.seed, `denial ${this.scope} ${principalId} ${name}`);
    if (actions.length === 0) this.#denials.delete(id);
    else this.#denials.set(id, { id, name, principalId, actions: [...actions], scope: this.scope });
  }

  withhold(principalId: string, actions: readonly string[]): void {
    this.#withheld.set(principalId, [...actions]);
  }

  /** What the principal's roles give at a scope and above. */
  grantsAt(principalId: string, scope: string): Grant[] {
    const withheld = this.#withheld.get(principalId) ?? [];
    const at = `${scope.toLowerCase()}/`;
    return this.assignments
      .filter((assignment) => assignment.principalId === principalId && at.startsWith(`${assignment.scope.toLowerCase()}/`))
      .map(({ role }) => ({ ...role.permissions, notActions: [...role.permissions.notActions, ...withheld] }));
  }

  /** Whether a principal has any role here, at whatever scope. */
  knows(principalId: string): boolean {
    return this.assignments.some((assignment) => assignment.principalId === principalId);
  }

  /** Whether a principal may do something to what lies at a scope: the subscription, a resource group, a resource. */
  decide(principalId: string, action: string, scope: string = this.scope): Decision {
    return decide(
      this.grantsAt(principalId, scope),
      this.denials.filter((denial) => denial.principalId === null || denial.principalId === principalId),
      action,
    );
  }

  isRegistered(namespace: string): boolean {
    return !this.#unregistered.has(namespace.toLowerCase());
  }

  register(namespace: string, isRegistered: boolean): void {
    if (isRegistered) this.#unregistered.delete(namespace.toLowerCase());
    else this.#unregistered.add(namespace.toLowerCase());
  }

  #roleNamed(role: string): RoleDefinition {
    const wanted = role.toLowerCase();
    const found = builtInRoles.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
    if (!found) throw new Error(`the simulator does not carry the role ${role} (it does: ${builtInRoles.map(({ name }) => name).join(', ')})`);
    return found;
  }

  /** Named by what it grants: each list of permissions is a role of its own. */
  #putCustomRole(permissions: Partial<Permissions>): RoleDefinition {
    const id = guidOf(this.options.seed, `role ${this.scope} ${JSON.stringify(permissions)}`);
    const definition = customRole(id, permissions, this.scope);
    this.#customRoles.set(definition.id, definition);
    return definition;
  }
}

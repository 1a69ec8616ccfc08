import { ActionNotEffective } from './azure-error.ts';
import type { ArmClient } from './arm-client.ts';

const apiVersion = '2022-04-01';

/** What confirming takes: declared by every collector whose listing leaves out what may not be read. */
export const confirmingActions: readonly string[] = ['Microsoft.Authorization/permissions/read', 'Microsoft.Authorization/denyAssignments/read'];

/** What a role gives, less its `notActions`. */
export interface Permission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
}

interface Principal {
  readonly id?: string;
  readonly type?: string;
}

export interface DenyAssignment {
  readonly properties?: {
    readonly scope?: string;
    readonly permissions?: readonly Permission[];
    readonly principals?: readonly Principal[];
    readonly excludePrincipals?: readonly Principal[];
  };
}

/** What the principal of a lease may do in its subscription. */
export interface Effective {
  readonly permissions: readonly Permission[];
  readonly denyAssignments: readonly DenyAssignment[];
}

/** Says why an action is not effective in the whole subscription; null when it is. `principalId` null: nobody knows whom deny assignments mean. */
export function whyNotEffective(action: string, { permissions, denyAssignments }: Effective, principalId: string | null): string | null {
  if (!permissions.some((permission) => gives(permission, action))) return 'no role of the application grants it on the subscription';
  const denying = denyAssignments.find(
    ({ properties }) => isMeant(properties ?? {}, principalId) && properties?.permissions?.some((permission) => gives(permission, action)),
  );
  return denying === undefined ? null : `a deny assignment at ${denying.properties?.scope ?? 'an unknown scope'} refuses it`;
}

const gives = ({ actions = [], notActions = [] }: Permission, action: string): boolean =>
  actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action));

/** Actions are compared without case; a `*` stands for any part, slashes included. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  if (parts.length === 1) return text === parts[0];
  const first = parts.shift()!;
  const last = parts.pop()!;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** How Azure writes "everyone" in a deny assignment. */
const everyone = '00000000-0000-0000-0000-000000000000';

/** Whether a deny assignment may mean the principal. Who is in a group cannot be read: a group may. */
function isMeant({ principals = [], excludePrincipals = [] }: NonNullable<DenyAssignment['properties']>, principalId: string | null): boolean {
  if (principalId !== null && excludePrincipals.some(({ id }) => id === principalId)) return false;
  return principals.some(({ id, type }) => id === everyone || type === 'Group' || principalId === null || id === principalId);
}

/**
 * The principal that a token was given to: the claim `oid`; null when the token is not a JWT. The token is ours: its signature does not matter here.
 */
export function principalOf(accessToken: string): string | null {
  const payload = accessToken.split('.')[1];
  if (payload === undefined) return null;
  try {
    const { oid } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { oid?: unknown };
    return typeof oid === 'string' ? oid : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Reads what is effective, and remembers it until it is asked to look again. */
export class EffectivePermissions {
  readonly #arm: ArmClient;
  readonly #subscription: string;
  readonly #principalId: string | null;
  #last: Promise<Effective> | undefined;

  constructor(arm: ArmClient, subscriptionId: string, accessToken: string) {
    this.#arm = arm;
    this.#subscription = `/subscriptions/${subscriptionId}`;
    this.#principalId = principalOf(accessToken);
  }

  /** The refusal that an action meets at the last look, the first of which this is if need be; null when it is effective. */
  async refusalOf(action: string): Promise<ActionNotEffective | null> {
    // A look that failed is not remembered.
    this.#last ??= this.#read().catch((error: unknown) => {
      this.#last = undefined;
      throw error;
    });
    const why = whyNotEffective(action, await this.#last, this.#principalId);
    return why === null ? null : new ActionNotEffective(action, why);
  }

  /** The same, from a new look. */
  async refusalNow(action: string): Promise<ActionNotEffective | null> {
    this.#last = undefined;
    return this.refusalOf(action);
  }

  async #read(): Promise<Effective> {
    const permissions = await this.#all<Permission>('permissions');
    return { permissions, denyAssignments: await this.#all<DenyAssignment>('denyAssignments') };
  }

  async #all<T>(what: string): Promise<T[]> {
    const all: T[] = [];
    for await (const page of this.#arm.pages<T>(`${this.#subscription}/providers/Microsoft.Authorization/${what}`, apiVersion)) all.push(...page);
    return all;
  }
}

import type { ArmCaller } from '../../azure/arm-caller.ts';
import { AzureError } from '../../azure/azure-error.ts';

/** What a role grants, or a deny assignment takes away. Names hold `*` for anything and compare without regard to case. */
export interface ArmPermission {
  actions?: string[];
  notActions?: string[];
  dataActions?: string[];
  notDataActions?: string[];
}

interface DenyPrincipal {
  id?: string;
  type?: string;
}

interface DenyAssignment {
  properties?: {
    denyAssignmentName?: string;
    permissions?: ArmPermission[];
    principals?: DenyPrincipal[];
    excludePrincipals?: DenyPrincipal[];
  };
}

/** What an application may do on a subscription. */
export interface EffectivePermissions {
  /** What its roles grant, those of its groups included, as Azure lists it. */
  readonly grants: readonly ArmPermission[];
  allows(action: string): boolean;
  allowsData(dataAction: string): boolean;
  /** Deny assignments that may be meant for a group of the application: Azure does not say to us who is in it. */
  readonly undecidedDenials: readonly string[];
  /** Whether the deny assignments could be read at all. */
  readonly knowsDenials: boolean;
}

const everyone = '00000000-0000-0000-0000-000000000000';

/** Whether a name fits a pattern of Azure's. In one pass over the name, whatever the pattern: custom roles are the customer's to write. */
export function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;

  const last = rest.pop()!;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** Whether some pattern fits, and none of the exceptions does. */
const covers = (patterns: readonly string[] | undefined, exceptions: readonly string[] | undefined, name: string): boolean =>
  (patterns ?? []).some((pattern) => matches(pattern, name)) && !(exceptions ?? []).some((pattern) => matches(pattern, name));

const coversAction = ({ actions, notActions }: ArmPermission, action: string): boolean => covers(actions, notActions, action);
const coversDataAction = ({ dataActions, notDataActions }: ArmPermission, action: string): boolean =>
  covers(dataActions, notDataActions, action);

/**
 * Reads what the signed-in application may do on a subscription: what Azure says its roles grant, less the deny assignments at the subscription
 * and above. `objectId`: the service principal's, if known. @throws AzureError when the permissions cannot be listed
 */
export async function readEffectivePermissions(
  arm: ArmCaller,
  subscriptionId: string,
  objectId: string | null,
): Promise<EffectivePermissions> {
  const authorization = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization`;
  const [grants, assignments] = await Promise.all([
    arm.list<ArmPermission>(`${authorization}/permissions?api-version=2022-04-01`),
    arm.list<DenyAssignment>(`${authorization}/denyAssignments?api-version=2022-04-01&$filter=atScope()`).catch((error: unknown) => {
      if (error instanceof AzureError && error.kind === 'DENIED') return null;
      throw error;
    }),
  ]);

  const denials: ArmPermission[] = [];
  const undecidedDenials: string[] = [];
  for (const { properties } of assignments ?? []) {
    const { permissions = [], denyAssignmentName = 'without a name' } = properties ?? {};
    const applies = appliesTo(properties ?? {}, objectId);
    if (applies === true) denials.push(...permissions);
    if (applies === null) undecidedDenials.push(denyAssignmentName);
  }

  return {
    grants,
    allows: (action) => grants.some((grant) => coversAction(grant, action)) && !denials.some((denial) => coversAction(denial, action)),
    allowsData: (action) =>
      grants.some((grant) => coversDataAction(grant, action)) && !denials.some((denial) => coversDataAction(denial, action)),
    undecidedDenials,
    knowsDenials: assignments !== null,
  };
}

/** Whether a deny assignment is meant for the service principal; null when only the members of a group would tell. */
function appliesTo(
  { principals = [], excludePrincipals = [] }: NonNullable<DenyAssignment['properties']>,
  objectId: string | null,
): boolean | null {
  const names = (list: readonly DenyPrincipal[]): boolean => objectId !== null && list.some(({ id }) => id?.toLowerCase() === objectId);
  const mayName = (list: readonly DenyPrincipal[]): boolean =>
    list.some(({ type }) => type === 'Group' || (type === 'ServicePrincipal' && objectId === null));

  if (names(excludePrincipals)) return false;
  if (names(principals) || principals.some(({ id }) => id === everyone)) return mayName(excludePrincipals) ? null : true;
  return mayName(principals) ? null : false;
}

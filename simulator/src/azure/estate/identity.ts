/** Who may do what: role assignments, custom roles, and the identities of workloads. */
import { builtInRoles, type RoleDefinition } from '../rbac/roles.ts';
import type { Estate } from './estate.ts';
import { guidFrom, orderedGuid } from './names.ts';
import type { ArmResource } from './resource.ts';
import { GLOBAL, primaryRegion } from './resource-types.ts';
import { tagsOf } from './tags.ts';

export function managedIdentityAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('managed-identity', location, index);
  return {
    id: estate.idAt('managed-identity', location, index),
    name: estate.nameAt('managed-identity', location, index),
    location,
    tags: tagsOf(dice),
    properties: { tenantId: estate.options.tenantId, principalId: guidFrom(dice, 'principal'), clientId: guidFrom(dice, 'client') },
  };
}

/** As a role is named in a subscription. */
export const roleId = (scope: string, { id }: Pick<RoleDefinition, 'id'>): string =>
  `${scope}/providers/Microsoft.Authorization/roleDefinitions/${id}`;

const assignedRoles = ['Owner', 'Contributor', 'Contributor', 'Reader', 'Reader', 'Security Reader', 'User Access Administrator'] as const;

export function roleAssignmentAt(estate: Estate, _location: string, index: number): ArmResource {
  const generated = estate.generated('role-assignment', GLOBAL);
  const made = index < generated ? undefined : estate.made.assignments()[index - generated]!;
  if (made)
    return assignment(made.id, made.scope, {
      roleDefinitionId: roleId(estate.scope, made.role),
      principalId: made.principalId,
      principalType: made.principalType,
      createdOn: made.createdOn,
    });

  const dice = estate.dice('role-assignment', GLOBAL, index);
  const name = orderedGuid(dice, index, generated);
  const custom = estate.generated('role-definition', GLOBAL);
  const isCustom = custom > 0 && dice.chance('custom', 0.15);
  const builtIn = builtInRoles.find((role) => role.name === dice.pick('role', assignedRoles))!;
  const scope = dice.chance('group', 0.4)
    ? estate.group('virtual-machine', primaryRegion, 0)
    : index === 0 && dice.chance('root', 0.3)
      ? ''
      : estate.scope;
  return assignment(name, scope, {
    roleDefinitionId: isCustom ? roleDefinitionAt(estate, GLOBAL, dice.int('custom role', custom)).id : roleId(estate.scope, builtIn),
    principalId: guidFrom(dice, 'principal'),
    principalType: dice.pick('principal type', ['User', 'Group', 'ServicePrincipal', 'ServicePrincipal']),
    createdOn: estate.daysAgo(dice.int('age', 900)),
    ...(dice.chance('condition', 0.1) && {
      condition: "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'backups'",
      conditionVersion: '2.0',
    }),
  });
}

/** `scope` without a slash at its end: the root is the empty text. */
const assignment = (name: string, scope: string, properties: Record<string, unknown>): ArmResource => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
  name,
  properties: { scope: scope === '' ? '/' : scope, ...properties },
});

const customActions = [
  ['*'],
  ['*/read', 'Microsoft.Compute/virtualMachines/restart/action'],
  ['Microsoft.Storage/*'],
  ['Microsoft.Support/*', 'Microsoft.Network/*/read'],
] as const;

/** Custom roles; Azure's own are in no subscription. */
export function roleDefinitionAt(estate: Estate, _location: string, index: number): ArmResource {
  const generated = estate.generated('role-definition', GLOBAL);
  const made = index < generated ? undefined : estate.made.customRoles()[index - generated]!;
  if (made) return definition(estate, made);
  const dice = estate.dice('role-definition', GLOBAL, index);
  // The first is the owner under another name that every larger subscription has.
  const actions = index === 0 ? customActions[0] : dice.pick('actions', customActions);
  return definition(estate, {
    id: orderedGuid(dice, index, generated),
    name: `${dice.pick('name', ['Restart operator', 'Storage keeper', 'Break glass', 'Network reader'])} ${index}`,
    description: 'A role of our own',
    isBuiltIn: false,
    permissions: {
      actions: [...actions],
      notActions: dice.chance('not', 0.2) ? ['Microsoft.Authorization/*/write'] : [],
      dataActions: [],
      notDataActions: [],
    },
    assignableScopes: [index > 0 && dice.chance('group', 0.3) ? estate.group('virtual-machine', primaryRegion, 0) : estate.scope],
  });
}

/** A role as the API shows it. */
export function definition({ scope }: Pick<Estate, 'scope'>, role: RoleDefinition): ArmResource {
  return {
    id: role.isBuiltIn ? `/providers/Microsoft.Authorization/RoleDefinitions/${role.id}` : roleId(scope, role),
    name: role.id,
    properties: {
      roleName: role.name,
      type: role.isBuiltIn ? 'BuiltInRole' : 'CustomRole',
      description: role.description,
      assignableScopes: [...role.assignableScopes],
      permissions: [role.permissions],
    },
  };
}

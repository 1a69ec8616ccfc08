/** Who may do what: the caller's permissions, deny assignments, role assignments and definitions. */
import { armErrors } from '../arm/arm-error.ts';
import type { Call, Operation } from '../call.ts';
import { definition } from '../estate/identity.ts';
import { specs } from '../estate/resource-types.ts';
import { builtInRoles } from '../rbac/roles.ts';
import type { DenyAssignment } from '../rbac/decide.ts';
import { page } from '../arm/page.ts';

const prefix = '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization';
const apiVersions = ['2022-04-01'];
/** Few, so that whoever reads the first page alone is found out. */
const permissionsPerPage = 2;
const perPage = 200;
/** How Azure writes "everyone". */
const everyone = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };

export const authorizationOperations: readonly Operation[] = [
  {
    id: 'arm.Permissions_List',
    verb: 'GET',
    path: `${prefix}/permissions`,
    apiVersions: ['2018-07-01', ...apiVersions],
    actions: ['Microsoft.Authorization/permissions/read'],
    isOpenIn: ({ options }) => options.showsPermissions,
    answer: (call) => page(call, call.subscription.grantsAt(call.caller.objectId, call.subscription.scope), permissionsPerPage),
  },
  {
    id: 'arm.DenyAssignments_List',
    verb: 'GET',
    path: `${prefix}/denyAssignments`,
    apiVersions,
    actions: ['Microsoft.Authorization/denyAssignments/read'],
    answer(call) {
      checkFilter(call, /^atScope\(\)$/);
      return page(
        call,
        call.subscription.denials.map((denial) => denyAssignment(call, denial)),
        permissionsPerPage,
      );
    },
  },
  {
    id: 'arm.RoleAssignments_ListForSubscription',
    verb: 'GET',
    path: `${prefix}/roleAssignments`,
    apiVersions,
    actions: ['Microsoft.Authorization/roleAssignments/read'],
    answer(call) {
      const principalId = checkFilter(call, /^principalId eq '([\w-]+)'$|^atScope\(\)$/)?.[1];
      const all = [...call.subscription.estate.all('role-assignment')];
      const wanted = principalId === undefined ? all : all.filter(({ properties }) => properties.principalId === principalId);
      return page(
        call,
        wanted.map((one) => ({ ...one, type: specs['role-assignment'].armType })),
        perPage,
      );
    },
  },
  {
    id: 'arm.RoleDefinitions_List',
    verb: 'GET',
    path: `${prefix}/roleDefinitions`,
    apiVersions,
    actions: ['Microsoft.Authorization/roleDefinitions/read'],
    answer(call) {
      const type = checkFilter(call, /^type eq '(BuiltInRole|CustomRole)'$/)?.[1];
      const { estate } = call.subscription;
      const all = [...builtInRoles.map((role) => definition(estate, role)), ...estate.all('role-definition')];
      const wanted = type === undefined ? all : all.filter(({ properties }) => properties.type === type);
      return page(
        call,
        wanted.map((one) => ({ ...one, type: specs['role-definition'].armType })),
        perPage,
      );
    },
  },
];

/** The filter's match; null without a filter. A filter that is not understood is refused, never ignored. */
function checkFilter({ query }: Call, form: RegExp): RegExpExecArray | null {
  const filter = query.get('$filter');
  const match = filter === null ? null : form.exec(filter);
  if (filter !== null && !match) throw armErrors.badRequest(`The filter '${filter}' is not supported.`);
  return match;
}

function denyAssignment({ subscription }: Call, { id, name, principalId, actions, scope }: DenyAssignment): object {
  return {
    id: `${subscription.scope}/providers/Microsoft.Authorization/denyAssignments/${id}`,
    type: 'Microsoft.Authorization/denyAssignments',
    name: id,
    properties: {
      denyAssignmentName: name,
      description: 'Made by the customer',
      permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
      scope,
      doNotApplyToChildScopes: false,
      principals: [principalId === null ? everyone : { id: principalId, type: 'ServicePrincipal' }],
      excludePrincipals: [],
      isSystemProtected: false,
    },
  };
}

import { azureRoleDefinition } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const role = (actions: string[], assignableScopes = ['/subscriptions/00000000-0000-0000-0000-000000000001']) => ({
  assignableScopes,
  permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
});

/** `/`, a management group or a subscription: not a resource group. */
const isWide = (scope: string): boolean =>
  /^\/(?:subscriptions\/[^/]+\/?|providers\/microsoft\.management\/managementgroups\/[^/]+\/?)?$/.test(scope);

export const roleDefinitionNoCustomOwner = check({
  id: 'azure.authorization.role-definition-no-custom-owner',
  on: azureRoleDefinition,
  severity: 'high',
  title: 'No custom role administers a whole subscription',
  why: 'A role of another name with the rights of an owner escapes everybody who watches who is an owner.',
  fix: 'Delete the role, or replace its `*` by the actions that are needed.',
  controls: { 'cis-azure-foundations-3.0': ['2.23'], 'nist-800-53-r5': ['AC-2', 'AC-6'] },
  judge: ({ permissions, assignableScopes }) =>
    permissions.some(({ actions }) => actions.includes('*')) && assignableScopes.some(isWide)
      ? fail('allows every action in a whole subscription')
      : pass,
  examples: {
    pass: [role(['Microsoft.Compute/virtualMachines/read']), role(['*'], ['/subscriptions/s/resourcegroups/g'])],
    fail: [role(['*']), role(['*'], ['/']), role(['*'], ['/providers/microsoft.management/managementgroups/m'])],
  },
});

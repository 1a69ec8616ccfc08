import { azureRoleAssignment } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

/** Azure's own roles Owner and User Access Administrator: who has them can give themselves every other. */
const ownerRoles = ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9'];

const assignment = (role: string, principalType: string, scope = '/subscriptions/s', hasCondition = false) => ({
  roleDefinitionId: `/subscriptions/s/providers/microsoft.authorization/roledefinitions/${role}`,
  principalType,
  scope,
  hasCondition,
});

export const roleAssignmentNoApplicationOwner = check({
  id: 'azure.authorization.role-assignment-no-application-owner',
  on: azureRoleAssignment,
  severity: 'high',
  title: 'No application owns a subscription',
  why: 'An application signs in with a secret and no second factor: whoever finds the secret owns everything.',
  fix: 'Give the application the narrowest role on the narrowest scope; where it must assign roles, add a condition on which.',
  controls: { 'nist-800-53-r5': ['AC-2', 'AC-6'] },
  judge({ roleDefinitionId, principalType, scope, hasCondition }) {
    const owns = ownerRoles.some((role) => roleDefinitionId.endsWith(`/${role}`));
    const isWide = !scope.includes('/resourcegroups/');
    return owns && isWide && principalType === 'ServicePrincipal' && !hasCondition
      ? fail(`an application may give itself every right in ${scope}`)
      : pass;
  },
  examples: {
    pass: [
      assignment(ownerRoles[0]!, 'User'),
      assignment('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'ServicePrincipal'),
      assignment(ownerRoles[0]!, 'ServicePrincipal', '/subscriptions/s/resourcegroups/g'),
      assignment(ownerRoles[1]!, 'ServicePrincipal', '/subscriptions/s', true),
    ],
    fail: [assignment(ownerRoles[0]!, 'ServicePrincipal'), assignment(ownerRoles[1]!, 'ServicePrincipal', '/')],
  },
});

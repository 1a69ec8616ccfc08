import { azureRoleAssignment } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { refOf, refOrNull } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly roleDefinitionId?: string | null;
  readonly principalId?: string | null;
  readonly principalType?: string | null;
  readonly scope?: string | null;
  readonly condition?: string | null;
  readonly createdOn?: string | null;
}

export const roleAssignmentCollector = collector({
  resource: azureRoleAssignment,
  service: 'identity',
  scope: 'global',
  ...listedByGraph<Properties>('Microsoft.Authorization/roleAssignments', { table: 'authorizationresources', isEverywhere: true }),

  describe: ({ id, name, properties }) => ({
    ref: refOf(id),
    name,
    fields: {
      roleDefinitionId: refOrNull(properties.roleDefinitionId) ?? undefined,
      principalId: properties.principalId ?? undefined,
      principalType: properties.principalType ?? null,
      scope: refOrNull(properties.scope) ?? undefined,
      hasCondition: Boolean(properties.condition),
      createdAt: properties.createdOn ?? null,
    },
  }),
});

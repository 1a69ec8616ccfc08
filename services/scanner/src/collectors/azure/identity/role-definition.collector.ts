import { azureRoleDefinition } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { refOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly roleName?: string | null;
  readonly assignableScopes?: readonly string[] | null;
  readonly permissions?:
    | readonly {
        readonly actions?: readonly string[] | null;
        readonly notActions?: readonly string[] | null;
        readonly dataActions?: readonly string[] | null;
        readonly notDataActions?: readonly string[] | null;
      }[]
    | null;
}

export const roleDefinitionCollector = collector({
  resource: azureRoleDefinition,
  service: 'identity',
  scope: 'global',
  ...listedByGraph<Properties>('Microsoft.Authorization/roleDefinitions', {
    table: 'authorizationresources',
    where: "properties.type == 'CustomRole'",
    isEverywhere: true,
  }),

  describe: ({ id, name, properties }) => ({
    ref: refOf(id),
    name: properties.roleName ?? name,
    fields: {
      roleName: properties.roleName ?? undefined,
      assignableScopes: (properties.assignableScopes ?? []).map(refOf),
      permissions: (properties.permissions ?? []).map(({ actions, notActions, dataActions, notDataActions }) => ({
        actions: [...(actions ?? [])],
        notActions: [...(notActions ?? [])],
        dataActions: [...(dataActions ?? [])],
        notDataActions: [...(notDataActions ?? [])],
      })),
    },
  }),
});

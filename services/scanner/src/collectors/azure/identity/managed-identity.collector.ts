import { azureManagedIdentity } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, refOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Properties {
  readonly clientId?: string | null;
  readonly principalId?: string | null;
}

export const managedIdentityCollector = collector({
  resource: azureManagedIdentity,
  service: 'identity',
  scope: 'global',
  ...listedByGraph<Properties>('Microsoft.ManagedIdentity/userAssignedIdentities', { isEverywhere: true }),

  describe: ({ id, name, location, tags, properties }) => ({
    ref: refOf(id),
    name,
    tags: azureTags(tags),
    fields: { location: location ?? null, clientId: properties.clientId ?? null, principalId: properties.principalId ?? null },
  }),
});

import type { Dice } from '../../dice/dice.ts';
import type { Estate } from './estate.ts';

/** The connections of private endpoints to a resource: one, or none. */
export function privateEndpointsOf({ scope }: Estate, dice: Dice, resourceId: string, probability: number): object[] {
  if (!dice.chance('private endpoint', probability)) return [];
  const name = `pe-${dice.hex('private endpoint', 6)}`;
  return [
    {
      id: `${resourceId}/privateEndpointConnections/${name}`,
      name,
      properties: {
        provisioningState: 'Succeeded',
        privateEndpoint: { id: `${scope}/resourceGroups/rg-shared/providers/Microsoft.Network/privateEndpoints/${name}` },
        privateLinkServiceConnectionState: { status: 'Approved', description: '', actionsRequired: 'None' },
      },
    },
  ];
}

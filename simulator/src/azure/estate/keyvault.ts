/** Key vaults. What lies in them is nowhere in Resource Manager. */
import type { Estate } from './estate.ts';
import { guidFrom } from './names.ts';
import { privateEndpointsOf } from './private-endpoint.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

export function vaultAt(estate: Estate, location: string, index: number): ArmResource {
  const { tenantId } = estate.options;
  const dice = estate.dice('key-vault', location, index);
  const name = estate.nameAt('key-vault', location, index);
  const id = estate.idAt('key-vault', location, index);
  const usesRoles = dice.chance('roles', 0.6);
  const isLocked = dice.chance('locked', 0.5);
  // Made before 2019, and never touched since.
  const isOld = dice.chance('old', 0.08);
  return {
    id,
    name,
    location,
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      tenantId,
      sku: { family: 'A', name: dice.chance('premium', 0.3) ? 'premium' : 'standard' },
      vaultUri: `https://${name}.vault.azure.net/`,
      enableRbacAuthorization: usesRoles,
      accessPolicies: usesRoles
        ? []
        : Array.from({ length: 1 + dice.int('policies', 4) }, (_none, position) => ({
            tenantId,
            objectId: guidFrom(dice, `policy ${position}`),
            permissions: { keys: ['get', 'list'], secrets: ['get', 'list', 'set'], certificates: [] },
          })),
      ...(!isOld && { enableSoftDelete: true, softDeleteRetentionInDays: dice.pick('days', [7, 30, 90]) }),
      ...(!isOld && dice.chance('purge', 0.6) && { enablePurgeProtection: true }),
      enabledForDeployment: dice.chance('deployment', 0.2),
      publicNetworkAccess: dice.chance('private', 0.3) ? 'Disabled' : 'Enabled',
      ...(isLocked && {
        networkAcls: {
          bypass: dice.chance('trusts', 0.7) ? 'AzureServices' : 'None',
          defaultAction: 'Deny',
          ipRules: [],
          virtualNetworkRules: [],
        },
      }),
      privateEndpointConnections: privateEndpointsOf(estate, dice, id, 0.4),
    },
  };
}

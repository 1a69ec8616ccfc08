/** AKS clusters and container registries. */
import type { Estate } from './estate.ts';
import { guidFrom } from './names.ts';
import { privateEndpointsOf } from './private-endpoint.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

export function clusterAt(estate: Estate, location: string, index: number): ArmResource {
  const { tenantId, canary } = estate.options;
  const dice = estate.dice('cluster', location, index);
  const name = estate.nameAt('cluster', location, index);
  const host = `${name}-${dice.hex('host', 8)}`;
  const isPrivate = dice.chance('private', 0.35);
  const usesEntra = dice.chance('entra', 0.65);
  const ranges = dice.pick('ranges', [['203.0.113.0/24'], ['203.0.113.0/24', '198.51.100.7/32'], ['0.0.0.0/0'], []]);
  const version = dice.pick('version', ['1.31.9', '1.32.6', '1.33.2']);
  return {
    id: estate.idAt('cluster', location, index),
    name,
    location,
    sku: { name: 'Base', tier: dice.pick('tier', ['Free', 'Standard']) },
    identity: { type: 'SystemAssigned', principalId: guidFrom(dice, 'principal'), tenantId },
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      kubernetesVersion: version,
      currentKubernetesVersion: version,
      dnsPrefix: name,
      ...(isPrivate ? { privateFQDN: `${host}.privatelink.${location}.azmk8s.io` } : { fqdn: `${host}.hcp.${location}.azmk8s.io` }),
      enableRBAC: dice.chance('rbac', 0.9),
      ...(usesEntra && { aadProfile: { managed: true, enableAzureRBAC: dice.chance('azure rbac', 0.5), tenantID: tenantId } }),
      disableLocalAccounts: usesEntra && dice.chance('no local', 0.5),
      ...((isPrivate || ranges.length > 0) && {
        apiServerAccessProfile: { enablePrivateCluster: isPrivate, ...(!isPrivate && { authorizedIPRanges: ranges }) },
      }),
      networkProfile: {
        networkPlugin: dice.pick('plugin', ['azure', 'kubenet']),
        ...(dice.chance('policy', 0.6) && { networkPolicy: dice.pick('policies', ['calico', 'azure', 'cilium']) }),
        serviceCidr: '10.0.0.0/16',
      },
      securityProfile: dice.chance('defender', 0.4) ? { defender: { securityMonitoring: { enabled: true } } } : {},
      agentPoolProfiles: [
        { name: 'system', count: 3, vmSize: 'Standard_D4s_v5', mode: 'System', osType: 'Linux', orchestratorVersion: version },
        {
          name: 'work',
          count: 1 + dice.int('nodes', 12),
          vmSize: 'Standard_D8s_v5',
          mode: 'User',
          osType: 'Linux',
          orchestratorVersion: version,
        },
      ],
      windowsProfile: { adminUsername: 'azureuser', adminPassword: canary },
      servicePrincipalProfile: { clientId: 'msi' },
      nodeResourceGroup: `MC_${name}`,
    },
  };
}

export function registryAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('registry', location, index);
  const name = estate.nameAt('registry', location, index);
  const id = estate.idAt('registry', location, index);
  const isPremium = dice.chance('premium', 0.5);
  return {
    id,
    name,
    location,
    sku: isPremium ? { name: 'Premium', tier: 'Premium' } : { name: 'Standard', tier: 'Standard' },
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      loginServer: `${name}.azurecr.io`,
      creationDate: estate.daysAgo(dice.int('age', 800)),
      adminUserEnabled: dice.chance('admin', 0.3),
      anonymousPullEnabled: dice.chance('anonymous', 0.15),
      publicNetworkAccess: isPremium && dice.chance('private', 0.4) ? 'Disabled' : 'Enabled',
      ...(isPremium && { networkRuleSet: { defaultAction: dice.chance('locked', 0.5) ? 'Deny' : 'Allow', ipRules: [] } }),
      privateEndpointConnections: isPremium ? privateEndpointsOf(estate, dice, id, 0.5) : [],
      encryption: { status: isPremium && dice.chance('own key', 0.4) ? 'enabled' : 'disabled' },
      dataEndpointEnabled: false,
    },
  };
}

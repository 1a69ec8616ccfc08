/** Subscriptions and their resource providers. */
import { armErrors } from '../arm/arm-error.ts';
import type { Call, Operation } from '../call.ts';
import { allTypes, namespaces, regions, specs } from '../estate/resource-types.ts';
import { page } from '../arm/page.ts';

export const subscriptionOperations: readonly Operation[] = [
  {
    id: 'arm.Subscriptions_Get',
    verb: 'GET',
    path: '/subscriptions/{subscriptionId}',
    apiVersions: ['2020-01-01', '2021-01-01', '2022-12-01'],
    actions: ['Microsoft.Resources/subscriptions/read'],
    answer: getSubscription,
  },
  {
    id: 'arm.Providers_List',
    verb: 'GET',
    path: '/subscriptions/{subscriptionId}/providers',
    apiVersions: ['2021-04-01'],
    actions: ['Microsoft.Resources/subscriptions/providers/read'],
    answer: (call) =>
      page(
        call,
        namespaces.map((namespace) => provider(call, namespace)),
        100,
      ),
  },
  {
    id: 'arm.Providers_Get',
    verb: 'GET',
    path: '/subscriptions/{subscriptionId}/providers/{namespace}',
    apiVersions: ['2021-04-01'],
    actions: ['Microsoft.Resources/subscriptions/providers/read'],
    answer(call) {
      const wanted = call.params.namespace!;
      const namespace = namespaces.find((one) => one.toLowerCase() === wanted.toLowerCase());
      if (namespace === undefined) throw armErrors.namespaceUnknown(wanted);
      return provider(call, namespace);
    },
  },
];

function getSubscription({ subscription }: Call): object {
  const { subscriptionId, tenantId, displayName, scope, options } = subscription;
  return {
    id: scope,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName,
    state: options.state,
    subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: 'PayAsYouGo_2014-09-01', spendingLimit: 'Off' },
  };
}

function provider({ subscription }: Call, namespace: string): object {
  const armTypes = new Set(allTypes.map((type) => specs[type].armType).filter((armType) => armType.startsWith(`${namespace}/`)));
  return {
    id: `${subscription.scope}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    registrationState: subscription.isRegistered(namespace) ? 'Registered' : 'NotRegistered',
    resourceTypes: [...armTypes].map((armType) => ({ resourceType: armType.slice(namespace.length + 1), locations: [...regions] })),
  };
}

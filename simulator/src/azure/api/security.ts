/** Defender for Cloud: plans, score and alerts. Its assessments are in Resource Graph. */
import { page, type Indexed } from '../arm/page.ts';
import type { Call, Operation } from '../call.ts';
import { GLOBAL, specs, type AzureType } from '../estate/resource-types.ts';

const prefix = '/subscriptions/{subscriptionId}/providers/Microsoft.Security';
const perPage = 100;

export const securityOperations: readonly Operation[] = [
  {
    id: 'arm.Pricings_List',
    verb: 'GET',
    path: `${prefix}/pricings`,
    apiVersions: ['2022-03-01', '2023-01-01', '2024-01-01'],
    actions: ['Microsoft.Security/pricings/read'],
    // Never on more than one page.
    answer: (call) => page(call, listed(call, 'defender-plan'), Infinity),
  },
  {
    id: 'arm.SecureScores_List',
    verb: 'GET',
    path: `${prefix}/secureScores`,
    apiVersions: ['2020-01-01'],
    actions: ['Microsoft.Security/secureScores/read'],
    answer: (call) => page(call, listed(call, 'secure-score'), perPage),
  },
  {
    id: 'arm.Alerts_List',
    verb: 'GET',
    path: `${prefix}/alerts`,
    apiVersions: ['2021-01-01', '2022-01-01'],
    actions: ['Microsoft.Security/alerts/read'],
    answer: (call) => page(call, listed(call, 'alert'), perPage),
  },
];

function listed({ subscription: { estate } }: Call, type: AzureType): Indexed {
  return {
    count: estate.count(type, GLOBAL),
    at(index) {
      const found = estate.at(type, GLOBAL, index);
      return found && { id: found.id, name: found.name, type: specs[type].armType, properties: found.properties };
    },
  };
}

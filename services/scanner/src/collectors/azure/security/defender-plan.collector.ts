import { azureDefenderPlan } from '@offload/contracts';
import { resourceManager } from '../../../clouds/azure/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { refOf } from '../arm-resource.ts';

interface Pricing {
  readonly id: string;
  readonly name: string;
  readonly properties?: { readonly pricingTier?: string | null; readonly subPlan?: string | null; readonly deprecated?: boolean | null };
}

export const defenderPlanCollector = collector({
  resource: azureDefenderPlan,
  service: 'security',
  scope: 'global',
  actions: ['Microsoft.Security/pricings/read'],
  access: resourceManager,

  pages: ({ arm, accountId }) => arm.pages<Pricing>(`/subscriptions/${accountId}/providers/Microsoft.Security/pricings`, '2024-01-01'),

  describe({ id, name, properties }) {
    // A plan that another has replaced is listed, and can no longer be switched on.
    if (properties?.deprecated) return null;
    return { ref: refOf(id), name, fields: { plan: name, isOn: properties?.pricingTier === 'Standard', variant: properties?.subPlan ?? null } };
  },
});

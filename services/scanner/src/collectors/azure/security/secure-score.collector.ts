import { azureSecureScore } from '@offload/contracts';
import { resourceManager } from '../../../clouds/azure/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { refOf } from '../arm-resource.ts';

interface SecureScore {
  readonly id: string;
  readonly name: string;
  readonly properties?: {
    readonly displayName?: string | null;
    readonly score?: { readonly current?: number | null; readonly max?: number | null; readonly percentage?: number | null } | null;
  };
}

export const secureScoreCollector = collector({
  resource: azureSecureScore,
  service: 'security',
  scope: 'global',
  actions: ['Microsoft.Security/secureScores/read'],
  access: resourceManager,

  pages: ({ arm, accountId }) => arm.pages<SecureScore>(`/subscriptions/${accountId}/providers/Microsoft.Security/secureScores`, '2020-01-01'),

  describe: ({ id, name, properties }) => ({
    ref: refOf(id),
    name,
    fields: {
      displayName: properties?.displayName ?? null,
      current: properties?.score?.current ?? undefined,
      highest: properties?.score?.max ?? undefined,
      share: properties?.score?.percentage ?? undefined,
    },
  }),
});

import type { PreflightAction } from '@offload/contracts';
import type { ArmCaller } from '../../azure/arm-caller.ts';
import { AzureError } from '../../azure/azure-error.ts';

/**
 * Providers that speak of the subscription itself. Of the others, one that is not registered has no resources, so that nothing is missed.
 */
const telling = ['Microsoft.Security', 'Microsoft.Insights'];

const namespaceOf = (action: string): string => action.split('/')[0]!.toLowerCase();

/** The resource providers that a scan asks and that the subscription has not registered; null when that may not be read. @throws AzureError */
export async function findUnregistered(
  arm: ArmCaller,
  subscriptionId: string,
  actions: readonly PreflightAction[],
): Promise<string[] | null> {
  const asked = new Set(actions.map(({ action }) => namespaceOf(action)));
  const namespaces = telling.filter((namespace) => asked.has(namespace.toLowerCase()));
  try {
    const states = await Promise.all(
      namespaces.map((namespace) =>
        arm.get<{ registrationState?: string }>(`/subscriptions/${subscriptionId}/providers/${namespace}?api-version=2021-04-01`),
      ),
    );
    return namespaces.filter((_, index) => states[index]!.registrationState === 'NotRegistered');
  } catch (error) {
    if (error instanceof AzureError && (error.kind === 'DENIED' || error.kind === 'NOT_FOUND')) return null;
    throw error;
  }
}

import { readEvent, webhookDeleted } from '@offload/contracts';
import { handleOnce, type EventBus, type Subscription } from '@offload/service-kit';
import { createContext, repositoriesOf, type Platform } from '../context.ts';
import { destroyWebhookSecret } from '../webhook-secret/destroy-webhook-secret.ts';

/** Ends the secret of a webhook that was deleted, and destroys it. */
export function onWebhookDeleted(bus: EventBus, platform: Platform): Promise<Subscription> {
  const name = 'on-webhook-deleted';
  return bus.subscribe({ service: 'credentials', name, types: [webhookDeleted.type] }, async (event, delivery) => {
    const { webhookId } = readEvent(webhookDeleted, event);
    await handleOnce(platform.database, name, event, (tx) => repositoriesOf(tx).webhookSecrets.setState(webhookId, 'DESTROYED'), delivery);
    // After the commit, and also for an event that was handled before: a crash may have come between the two.
    await destroyWebhookSecret(createContext(platform, event.tenantid), webhookId);
  });
}

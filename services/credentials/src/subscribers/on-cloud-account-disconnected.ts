import { cloudAccountDisconnected, readEvent } from '@offload/contracts';
import { handleOnce, type EventBus, type Subscription } from '@offload/service-kit';
import { createContext, repositoriesOf, type Platform } from '../context.ts';
import { destroySecret } from '../credential/destroy-credential.ts';

/** Ends the credential of an account that was disconnected, and destroys its secret. */
export function onCloudAccountDisconnected(bus: EventBus, platform: Platform): Promise<Subscription> {
  const name = 'on-cloud-account-disconnected';
  return bus.subscribe({ service: 'credentials', name, types: [cloudAccountDisconnected.type] }, async (event, delivery) => {
    const { cloudAccountId } = readEvent(cloudAccountDisconnected, event);
    await handleOnce(platform.database, name, event, (tx) => repositoriesOf(tx).credentials.end(cloudAccountId), delivery);
    // After the commit, and also for an event that was handled before: a crash may have come between the two.
    await destroySecret(createContext(platform, event.tenantid), cloudAccountId);
  });
}

import { cloudAccountDisconnected, readEvent } from '@offload/contracts';
import { handleOnce, type Database, type EventBus, type Subscription } from '@offload/service-kit';
import { retireAccount } from '../asset/retire-account.ts';
import { repositoriesOf } from '../context.ts';

/** Retires the assets of an account whose access ended. */
export function onCloudAccountDisconnected(bus: EventBus, database: Database): Promise<Subscription> {
  const name = 'on-cloud-account-disconnected';
  return bus.subscribe({ service: 'inventory', name, types: [cloudAccountDisconnected.type] }, async (event, delivery) => {
    const { cloudAccountId } = readEvent(cloudAccountDisconnected, event);
    await handleOnce(database, name, event, (tx) => retireAccount(repositoriesOf(tx), cloudAccountId, new Date(event.time)), delivery);
  });
}

import { connectionTested, readEvent } from '@offload/contracts';
import { handleOnce, type Database, type EventBus, type Subscription } from '@offload/service-kit';
import { judgeCloudAccount } from '../cloud-account/judge-cloud-account.ts';
import { repositoriesOf } from '../context.ts';

/** Takes over the status that a new connection test found. */
export function onConnectionTested(bus: EventBus, database: Database): Promise<Subscription> {
  const name = 'on-connection-tested';
  return bus.subscribe({ service: 'accounts', name, types: [connectionTested.type] }, async (event, delivery) => {
    const { cloudAccountId, status } = readEvent(connectionTested, event);
    await handleOnce(database, name, event, (tx) => judgeCloudAccount(repositoriesOf(tx), cloudAccountId, status), delivery);
  });
}

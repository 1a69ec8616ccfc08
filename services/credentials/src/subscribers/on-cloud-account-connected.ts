import { cloudAccountConnected, readEvent } from '@offload/contracts';
import { handleOnce, type Database, type EventBus, type Logger, type Subscription } from '@offload/service-kit';
import { repositoriesOf } from '../context.ts';
import { claimCredential } from '../credential/claim-credential.ts';

/** Claims the credential of an account that came to be. */
export function onCloudAccountConnected(bus: EventBus, database: Database, log: Logger): Promise<Subscription> {
  const name = 'on-cloud-account-connected';
  return bus.subscribe({ service: 'credentials', name, types: [cloudAccountConnected.type] }, async (event, delivery) => {
    const { cloudAccountId } = readEvent(cloudAccountConnected, event);
    await handleOnce(database, name, event, (tx) => claimCredential(repositoriesOf(tx).credentials, cloudAccountId, log), delivery);
  });
}

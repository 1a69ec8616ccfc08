import { handleOnce, type Database, type EventBus, type Subscription } from '@offload/service-kit';
import { repositoriesOf } from '../context.ts';
import { planDeliveries } from '../webhook/delivery/plan-deliveries.ts';
import { deliverableTypes } from '../webhook/webhook-event.ts';

/** Plans what webhooks are told of an event, and wakes whoever delivers. */
export function onWebhookEvent(bus: EventBus, database: Database, now: () => Date, wakeDeliveries: () => void): Promise<Subscription> {
  const name = 'on-webhook-event';
  return bus.subscribe({ service: 'accounts', name, types: [...deliverableTypes] }, async (event, delivery) => {
    // Every event is told, also one that a later one about the same thing overtook: for this subscriber each is an aggregate of its own.
    const ofItsOwn = { ...event, subject: event.id, aggregateversion: 1 };
    const plan = async (tx: Parameters<typeof repositoriesOf>[0]): Promise<void> => void (await planDeliveries(repositoriesOf(tx), event, now()));
    await handleOnce(database, name, ofItsOwn, plan, delivery);
    wakeDeliveries();
  });
}

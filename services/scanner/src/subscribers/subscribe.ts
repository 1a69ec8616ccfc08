import { cloudAccountConnected, cloudAccountDisconnected, type CloudEvent } from '@offload/contracts';
import type { Delivery, Subscription } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { cloudAccountSubscriber } from './cloud-account-subscriber.ts';
import { onCloudAccountConnected } from './on-cloud-account-connected.ts';
import { onCloudAccountDisconnected } from './on-cloud-account-disconnected.ts';

const handlers: Readonly<Record<string, (ctx: Context, event: CloudEvent, delivery: Delivery) => Promise<void>>> = {
  [cloudAccountConnected.type]: onCloudAccountConnected,
  [cloudAccountDisconnected.type]: onCloudAccountDisconnected,
};

/** Hears what accounts says. */
export function subscribe(ctx: Context): Promise<Subscription> {
  return ctx.bus.subscribe({ service: 'scanner', name: cloudAccountSubscriber, types: Object.keys(handlers) }, async (event, delivery) => {
    const handle = handlers[event.type];
    if (!handle) throw new Error(`no handler for ${event.type}`);
    await handle(ctx, event, delivery);
  });
}

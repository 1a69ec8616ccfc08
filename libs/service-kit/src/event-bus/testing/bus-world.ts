import { newId, type CloudEvent } from '@offload/contracts';
import { eventually } from '@offload/testkit';
import type { Delivery, EventBus } from '../event-bus.ts';

/** A broker with one bus open on it, for one suite. */
export interface BusWorld {
  bus: EventBus;
  /** Another replica of the same service; the same bus where only one process may have it open. */
  replica: EventBus;
  /** Closes every bus and opens them again, as a restart of the services does. */
  restart(): Promise<void>;
  destroy(): Promise<void>;
}

let made = 0;
/** Letters only: event types carry no digits. */
export const letters = (): string => [...String((made += 1))].map((digit) => 'abcdefghij'[Number(digit)]).join('');

/** An event type that no other test uses. */
export const someType = (): string => `offload.accounts.thing-${letters()}.happened.v1`;
/** A subscriber that no other test uses. */
export const someSubscriber = (...types: string[]): { service: string; name: string; types: string[] } => ({
  service: 'scanner',
  name: `on-${letters()}`,
  types,
});
export const someQueue = (): string => `jobs-${letters()}`;

export function someEvent(type: string, data: unknown = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: newId(),
    source: '/offload/accounts',
    type,
    subject: newId(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    tenantid: newId(),
    aggregateversion: 1,
    data,
  };
}

/** What a handler received, in order. */
export class Received {
  readonly events: CloudEvent[] = [];
  readonly attempts: number[] = [];

  readonly handle = async (event: CloudEvent, { attempt }: Delivery): Promise<void> => {
    this.events.push(event);
    this.attempts.push(attempt);
  };

  get ids(): string[] {
    return this.events.map((event) => event.id);
  }
}

/** Proves that everything published before has been handed out: a last event went the same way. */
export async function flushed(bus: EventBus, type: string, received: Received): Promise<void> {
  const last = someEvent(type);
  await bus.publish(last);
  await eventually(() => received.ids.includes(last.id), { timeoutMs: 10_000 });
  received.events.splice(received.ids.indexOf(last.id), 1);
}

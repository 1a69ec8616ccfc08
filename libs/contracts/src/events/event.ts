import { z } from 'zod';

/** A kind of event: what happened, to what, with which facts. Its type is also its subject on the bus. */
export interface EventDefinition<T> {
  /** `offload.<service>.<noun>.<past-verb>.v<N>` */
  readonly type: string;
  readonly description: string;
  /** Ids and facts: never an entity, never a secret. */
  readonly data: z.ZodType<T>;
}

const eventType = /^offload\.(accounts|credentials|scanner|inventory)\.[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/;

/** Declares an event. Throws when the type is not of the house's form. */
export function defineEvent<T>(definition: EventDefinition<T>): EventDefinition<T> {
  if (!eventType.test(definition.type)) throw new Error(`not an event type: ${definition.type}`);
  return definition;
}

/** A CloudEvents 1.0 envelope (JSON format), with the extensions that every event of the platform carries. */
export const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string().regex(/^\/offload\/[a-z]+$/),
  type: z.string().regex(eventType),
  /** The id of the aggregate that the event is about. */
  subject: z.string().min(1).max(200),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  tenantid: z.uuid(),
  /** Counts the changes of the aggregate: subscribers ignore what is older than what they know. */
  aggregateversion: z.int().positive(),
  traceparent: z.string().max(100).optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof cloudEvent>;

export interface EventFacts<T> {
  id: string;
  /** The service that says it, as `accounts`. */
  source: string;
  aggregateId: string;
  aggregateVersion: number;
  tenantId: string;
  time: Date;
  traceparent?: string;
  data: T;
}

/** The envelope of an event; throws when the data does not fit the definition. Unknown keys of the data are dropped. */
export function buildEvent<T>(definition: EventDefinition<T>, facts: EventFacts<T>): CloudEvent {
  return {
    specversion: '1.0',
    id: facts.id,
    source: `/offload/${facts.source}`,
    type: definition.type,
    subject: facts.aggregateId,
    time: facts.time.toISOString(),
    datacontenttype: 'application/json',
    tenantid: facts.tenantId,
    aggregateversion: facts.aggregateVersion,
    ...(facts.traceparent && { traceparent: facts.traceparent }),
    data: definition.data.parse(facts.data),
  };
}

/** The data of an envelope that came over the bus; throws when it is of another type or does not fit. */
export function readEvent<T>(definition: EventDefinition<T>, event: CloudEvent): T {
  if (event.type !== definition.type) throw new Error(`expected ${definition.type}, got ${event.type}`);
  return definition.data.parse(event.data);
}

import { AckPolicy, DeliverPolicy, DiscardPolicy, NatsError, ReplayPolicy, RetentionPolicy, StorageType, nanos } from 'nats';
import type { ConsumerConfig, JetStreamManager, StreamConfig } from 'nats';

/** Domain events. Their type is their subject. */
export const eventStream = 'OFFLOAD_EVENTS';
/** Work queues, one subject a queue. */
export const workStream = 'OFFLOAD_WORK';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The dedupe window: the same message id inside it is stored once. */
export const dedupeWindowMs = 2 * minuteMs;

/** How long events stay readable for a subscriber that is down. Outbox rows outlive it. */
const eventRetentionMs = 7 * dayMs;

/** The streams as they must be. What is not named here (limits of bytes, placement, tags) is the operator's and stays as found. */
const streams = (replicas: number): (Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>)[] => [
  {
    name: eventStream,
    subjects: ['offload.>'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_age: nanos(eventRetentionMs),
    duplicate_window: nanos(dedupeWindowMs),
    num_replicas: replicas,
  },
  {
    name: workStream,
    subjects: ['work.*'],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    // Work that does not fit is refused, so that whoever enqueues knows; the oldest must not vanish for it.
    discard: DiscardPolicy.New,
    duplicate_window: nanos(dedupeWindowMs),
    num_replicas: replicas,
  },
];

/** Creates the streams, or brings them to the configuration above. Safe to run at every start, by every service at once. */
export async function ensureStreams(manager: JetStreamManager, replicas: number): Promise<void> {
  for (const wanted of streams(replicas)) {
    const found = await findStream(manager, wanted.name);
    if (!found) {
      // Another service may create it at the same moment: the same configuration twice is no error to the server.
      await manager.streams.add(wanted);
    } else if (differs(found, wanted)) {
      await manager.streams.update(wanted.name, { ...found, ...wanted });
    }
  }
}

async function findStream(manager: JetStreamManager, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Where a durable consumer begins: at what comes after its creation, or at everything the stream holds. */
export interface DurableConsumer {
  stream: string;
  name: string;
  subject: string;
  from: 'now' | 'start';
  ackWaitMs: number;
}

/** Creates the durable consumer where it is missing, or brings it to this configuration. The place of one that exists stays as it is. */
export async function ensureConsumer(manager: JetStreamManager, consumer: DurableConsumer): Promise<void> {
  const wanted = {
    ack_wait: nanos(consumer.ackWaitMs),
    max_deliver: -1,
    // Messages that wait for a redelivery count here: room for many, or a few hundred failing ones would hold up all others.
    max_ack_pending: 20_000,
  } satisfies Partial<ConsumerConfig>;

  const found = await findConsumer(manager, consumer);
  if (!found) {
    await manager.consumers.add(consumer.stream, {
      durable_name: consumer.name,
      filter_subject: consumer.subject,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: consumer.from === 'now' ? DeliverPolicy.New : DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      ...wanted,
    });
  } else if (differs(found, wanted)) {
    await manager.consumers.update(consumer.stream, consumer.name, wanted);
  }
}

async function findConsumer(manager: JetStreamManager, { stream, name }: DurableConsumer): Promise<ConsumerConfig | undefined> {
  try {
    return (await manager.consumers.info(stream, name)).config;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function differs<T extends object>(found: T, wanted: Partial<T>): boolean {
  return Object.keys(wanted).some((key) => JSON.stringify(found[key as keyof T]) !== JSON.stringify(wanted[key as keyof T]));
}

/** "stream not found" and "consumer not found". */
function isNotFound(error: unknown): boolean {
  const code = error instanceof NatsError ? error.jsError()?.err_code : undefined;
  return code === 10_059 || code === 10_014;
}

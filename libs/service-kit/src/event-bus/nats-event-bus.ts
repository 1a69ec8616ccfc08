import { setTimeout as pause } from 'node:timers/promises';
import { cloudEvent, type CloudEvent } from '@offload/contracts';
import { ErrorCode, NatsError, type Consumer, type JsMsg } from 'nats';
import { busName } from './bus-names.ts';
import { Terminate, type EventBus, type Subscription } from './event-bus.ts';
import { connectNats, type NatsConnectionOptions } from './nats-connection.ts';
import { startPuller, type PullerOptions } from './nats-puller.ts';
import { ensureConsumer, ensureStreams, eventStream, workStream, type DurableConsumer } from './nats-streams.ts';
import { Permits } from './permits.ts';

export interface NatsBusOptions extends NatsConnectionOptions {
  /** How many servers hold each stream: 1, or 3 in a cluster. Default 1. */
  streamReplicas?: number;
  /** How long the server waits for a sign of life of a handler before it gives the message to another, in ms. Default 30,000. */
  ackWaitMs?: number;
}

const publishTimeoutMs = 2_000;
const publishAttempts = 3;
const publishRetryMs = 250;
const defaultConcurrency = 8;
const apiTimeoutMs = 5_000;
const reopenTimeoutMs = 30_000;

/** Broadcasts live under a root of their own, which no stream stores. */
const broadcastRoot = 'live.';

const encoder = new TextEncoder();
const encode = (body: unknown): Uint8Array => encoder.encode(JSON.stringify(body ?? null));

/**
 * The bus on NATS JetStream (server 2.9 or later). Creates or updates its two streams, then resolves; rejects when the server cannot be
 * reached or refuses. The connection comes back by itself for ever; the streams and consumers too, if the server came back without
 * them.
 *
 * A service's NATS user must be allowed to publish `offload.<service>.>`, `work.*`, `live.>`, `$JS.API.>` and `$JS.ACK.>`, and to subscribe
 * `live.>` and `_INBOX_<service>.>`.
 */
export async function openNatsBus(options: NatsBusOptions): Promise<EventBus> {
  const { log, service, streamReplicas = 1, ackWaitMs = 30_000 } = options;
  const { nats, downSince, whenUp } = await connectNats(options, () => {
    ensureStreams(manager, streamReplicas).catch((error: unknown) =>
      log.error({ err: error }, 'streams could not be verified after a reconnect'),
    );
  });
  const manager = await nats.jetstreamManager({ timeout: apiTimeoutMs });
  const client = nats.jetstream({ timeout: apiTimeoutMs });
  await ensureStreams(manager, streamReplicas);

  const subscriptions = new Set<Subscription>();

  /** Remembers the subscription until it is stopped, so that `close` reaches it. */
  function keep(stop: () => Promise<void>): Subscription {
    const subscription: Subscription = {
      async stop() {
        subscriptions.delete(subscription);
        await stop();
      },
    };
    subscriptions.add(subscription);
    return subscription;
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    // What is acknowledged but not sent yet goes out first; without a connection there is nobody to send it to.
    if (downSince() === undefined) await nats.drain();
    else await nats.close();
    log.debug({ service }, 'connection to NATS closed');
  }

  /** Publishes with one id through retries: an answer that was lost cannot make a second message. */
  async function publishDurably(stream: string, subject: string, body: unknown, id: string): Promise<void> {
    const data = encode(body);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await whenUp(publishTimeoutMs);
        await client.publish(subject, data, { msgID: id, timeout: publishTimeoutMs, expect: { streamName: stream } });
        return;
      } catch (error) {
        if (attempt === publishAttempts || !mayPass(error)) throw new Error(`NATS did not confirm ${subject}`, { cause: error });
        await pause(publishRetryMs * attempt);
      }
    }
  }

  /** Creates the consumer now, so that what is published from here on reaches it; and again whenever the server lost it. */
  async function openConsumer(consumer: DurableConsumer): Promise<() => Promise<Consumer>> {
    await ensureConsumer(manager, consumer);
    return async () => {
      await whenUp(reopenTimeoutMs);
      // A consumer that has to be made again has lost its place. It starts over with all that the stream holds: handlers are
      // idempotent, a gap is worse.
      await ensureStreams(manager, streamReplicas);
      await ensureConsumer(manager, { ...consumer, from: 'start' });
      return client.consumers.get(consumer.stream, consumer.name);
    };
  }

  const puller = (own: Pick<PullerOptions, 'receiver' | 'open' | 'permits' | 'permitFirst' | 'handle'>): Subscription =>
    startPuller({ ...own, ackWaitMs, downSince, log });

  return {
    publish: (event) => publishDurably(eventStream, event.type, event, event.id),

    async subscribe(subscriber, handle) {
      const receiver = `${busName('service', subscriber.service)}_${busName('subscriber', subscriber.name)}`;
      const permits = new Permits(subscriber.concurrency ?? defaultConcurrency);
      // One consumer a type: several subjects in one need server 2.10, and a subscriber that learns a new type keeps its place in the
      // others.
      const consumers = subscriber.types.map((type) => ({
        stream: eventStream,
        name: `${receiver}_${type.replace(/^offload\./, '').replaceAll('.', '_')}`,
        subject: type,
        from: 'now' as const,
        ackWaitMs,
      }));
      const opened = await Promise.all(consumers.map(openConsumer));
      const pullers = opened.map((open) =>
        puller({
          receiver,
          open,
          permits,
          permitFirst: opened.length === 1,
          handle: (message, { attempt }) => handle(readEnvelope(message), { attempt }),
        }),
      );
      return keep(async () => void (await Promise.all(pullers.map((one) => one.stop()))));
    },

    enqueue: async (queue, message) =>
      publishDurably(workStream, `work.${busName('queue', queue)}`, message.body, `${queue}:${message.id}`),

    async work(queue, { concurrency }, handle) {
      const receiver = `work_${busName('queue', queue)}`;
      const open = await openConsumer({ stream: workStream, name: receiver, subject: `work.${queue}`, from: 'start', ackWaitMs });
      const only = puller({
        receiver,
        open,
        permits: new Permits(concurrency),
        permitFirst: true,
        handle: (message, delivery) => handle(readBody(message), delivery),
      });
      return keep(() => only.stop());
    },

    broadcast(subject, body) {
      if (!nats.isClosed()) nats.publish(`${broadcastRoot}${subject}`, encode(body));
    },

    async listen(subject, handle) {
      const heard = nats.subscribe(`${broadcastRoot}${subject}`, {
        callback(error, message) {
          if (error) return log.error({ subject, err: error }, 'listening was refused');
          try {
            handle(message.json(), message.subject.slice(broadcastRoot.length));
          } catch (failure) {
            log.warn({ subject: message.subject, err: failure }, 'listener failed, the broadcast is gone');
          }
        },
      });
      await nats.flush();
      return keep(async () => heard.unsubscribe());
    },

    async position() {
      const { created, state } = await manager.streams.info(eventStream);
      return { stream: `${eventStream}@${String(created)}`, lastSequence: state.last_seq };
    },

    async ready() {
      const since = downSince();
      if (since !== undefined) throw new Error(`no connection to NATS for ${Date.now() - since} ms`);
      await manager.streams.info(eventStream);
    },

    close: () => (closing ??= close()),
  };
}

/** Whether a publish may pass when repeated: the server was away or slow, not unwilling. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof NatsError)) return true;
  const refused: string[] = [
    ErrorCode.MaxPayloadExceeded,
    ErrorCode.PermissionsViolation,
    ErrorCode.AuthorizationViolation,
    ErrorCode.ConnectionClosed,
  ];
  const answer = error.jsError();
  return !refused.includes(error.code) && (answer === null || answer.code >= 500);
}

/** The envelope of a message. What is no envelope will never be one: it ends here, as poison. */
function readEnvelope(message: JsMsg): CloudEvent {
  const envelope = cloudEvent.safeParse(readBody(message));
  if (!envelope.success)
    throw new Terminate(`not an event envelope: ${envelope.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  return envelope.data;
}

function readBody(message: JsMsg): unknown {
  try {
    return message.json();
  } catch {
    throw new Terminate('not JSON');
  }
}

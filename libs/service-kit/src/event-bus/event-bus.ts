/**
 * The bus between services: three verbs (durable fan-out, work queue, ephemeral broadcast) behind one interface.
 *
 * Two adapters pass one contract suite (`event-bus.contract.ts`):
 * - `openNatsBus`: NATS JetStream, for many processes and replicas;
 * - `openEmbeddedBus`: pg-boss in the platform's own Postgres, for one process.
 *
 * Both deliver at least once: a crash between a handler's commit and the ack repeats a delivery, so handlers are idempotent.
 * Neither promises order: handlers compare `aggregateversion`.
 */
import type { CloudEvent } from '@offload/contracts';

/** What is known of one delivery of a message. */
export interface Delivery {
  /** 1 for the first delivery; counts on over failures, crashes and restarts. */
  attempt: number;
}

/** What a worker may do about the delivery in its hands. */
export interface WorkDelivery extends Delivery {
  /**
   * Tells the bus that the work goes on. Never needed for time (the bus keeps the message while the handler runs); renews it at
   * once, as before a long blocking step.
   */
  extend(): void;
  /** Aborted when the work must stop: the bus closes, or the message was lost to another worker. */
  signal: AbortSignal;
}

/** A durable subscriber: there is one place in the stream for each (service, name), shared by all replicas and kept across restarts. */
export interface Subscriber {
  service: string;
  name: string;
  /** Whole event types, as `offload.accounts.cloud-account.connected.v1`. */
  types: string[];
  /** How many events one replica handles at a time. Default 8. */
  concurrency?: number;
}

export type EventHandler = (event: CloudEvent, delivery: Delivery) => Promise<void>;
export type WorkHandler = (body: unknown, delivery: WorkDelivery) => Promise<void>;
export type BroadcastHandler = (body: unknown, subject: string) => void;

/** Something that receives, until stopped. */
export interface Subscription {
  /** Takes nothing new and waits for what is under way, at most ten seconds; what has not ended by then is delivered again. */
  stop(): Promise<void>;
}

export interface EventBus {
  /**
   * Durable fan-out to every subscriber of `event.type`. Resolves when the bus holds it durably and rejects when that is not known
   * (then publish it again). An `event.id` published twice inside the dedupe window (two minutes at least) is delivered once.
   */
  publish(event: CloudEvent): Promise<void>;
  /**
   * Hears events from its first registration on. Each reaches one replica of the subscriber at a time; after a throw it comes again,
   * with growing delays, for ever. An event is acknowledged only after the handler has resolved, or has thrown {@link Terminate}.
   */
  subscribe(subscriber: Subscriber, handle: EventHandler): Promise<Subscription>;
  /**
   * Puts a message on a work queue. Resolves when it is held durably; `message.id` de-duplicates inside the dedupe window. `queue`
   * is lower-case words joined by `-`.
   */
  enqueue(queue: string, message: { id: string; body: unknown }): Promise<void>;
  /** Takes messages of a queue: each reaches one worker at a time, and again after a throw or a crash, for ever. */
  work(queue: string, options: { concurrency: number }, handle: WorkHandler): Promise<Subscription>;
  /**
   * Tells whoever listens at this moment, in every process. Never blocks, never throws for the network's sake; what nobody hears is
   * gone. Subjects are dot-separated.
   */
  broadcast(subject: string, body: unknown): void;
  /** Hears broadcasts. `*` stands for one word of the subject, `>` at its end for one or more. Resolves when it hears. */
  listen(subject: string, handle: BroadcastHandler): Promise<Subscription>;
  /** Who the fan-out store is and how far it got, so that the outbox relay can tell that it was lost or restored, and send again. */
  position?(): Promise<{ stream: string; lastSequence: number }>;
  /** Resolves when the bus answers; rejects with the reason when it does not. */
  ready(): Promise<void>;
  /** Stops every subscription (as their `stop` does), then lets go of the connection. Calling it again is harmless. */
  close(): Promise<void>;
}

/** Thrown by a handler to say "never again": the message is poison. It is acknowledged and not delivered again. */
export class Terminate extends Error {
  override readonly name = 'Terminate';
}

import { setTimeout as pause } from 'node:timers/promises';
import { connect, Events, type NatsConnection } from 'nats';
import type { Logger } from '../logging/create-logger.ts';
import type { Secret } from '../logging/secret.ts';
import { readNatsServers } from './nats-servers.ts';

export interface NatsConnectionOptions {
  /** `nats://host:4222`, or several of a cluster: a list, or separated by commas. May carry the login, as `nats://user:password@host:4222`. */
  servers: string | string[];
  /** The login, when the address does not carry it. */
  credentials?: { user: string; password: Secret };
  service: string;
  log: Logger;
  /** How long to try at start, in ms. Default 30,000. */
  connectTimeoutMs?: number;
}

/** A connection that comes back by itself for ever, and knows since when it is gone. */
export interface WatchedConnection {
  nats: NatsConnection;
  /** When the connection was lost, in ms since the epoch; undefined while it is up. */
  downSince(): number | undefined;
  /**
   * Resolves when the connection is up; rejects when it is not within the time. What is sent before that is dropped by the client,
   * silently.
   */
  whenUp(timeoutMs: number): Promise<void>;
}

const retryConnectMs = 500;

/**
 * Connects, trying for `connectTimeoutMs`, then rejects with the last reason. `onReconnect` runs after every loss that ended.
 * Answers come to an inbox of the service's own (`_INBOX_<service>.>`), so that server permissions can keep services from reading each
 * other's.
 */
export async function connectNats(options: NatsConnectionOptions, onReconnect: () => void): Promise<WatchedConnection> {
  const { log, service } = options;
  const nats = await connectWithin(options);
  let downSince: number | undefined;
  const waiting = new Set<() => void>();

  async function whenUp(timeoutMs: number): Promise<void> {
    if (downSince === undefined) return;
    const up = Promise.withResolvers<void>();
    const timer = setTimeout(() => up.reject(new Error('no connection to NATS')), timeoutMs);
    waiting.add(up.resolve);
    try {
      await up.promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(up.resolve);
    }
  }

  async function watch(): Promise<void> {
    for await (const status of nats.status()) {
      if (status.type === Events.Disconnect) {
        downSince ??= Date.now();
        log.warn({ service }, 'connection to NATS lost');
      } else if (status.type === Events.Reconnect) {
        log.info({ service, downMs: downSince && Date.now() - downSince }, 'connection to NATS is back');
        downSince = undefined;
        for (const resolve of waiting) resolve();
        onReconnect();
      } else if (status.type === Events.Error) {
        log.error({ service, reason: status.data }, 'NATS reported an error');
      }
    }
  }

  void watch();
  return { nats, downSince: () => downSince, whenUp };
}

async function connectWithin(options: NatsConnectionOptions): Promise<NatsConnection> {
  const { servers, credentials = options.credentials } = readNatsServers(options.servers);
  const deadline = Date.now() + (options.connectTimeoutMs ?? 30_000);
  for (;;) {
    try {
      return await connect({
        servers,
        name: options.service,
        inboxPrefix: `_INBOX_${options.service}`,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 500,
        reconnectJitter: 250,
        // A server that vanished without closing is noticed after two pings.
        pingInterval: 10_000,
        maxPingOut: 2,
        timeout: 5_000,
        ...(credentials && { user: credentials.user, pass: credentials.password.reveal() }),
      });
    } catch (error) {
      if (Date.now() >= deadline) throw new Error('NATS could not be reached', { cause: error });
      await pause(retryConnectMs);
    }
  }
}

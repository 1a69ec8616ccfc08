import { buildEvent, cloudAccountConnected, newId, type CloudEvent } from '@offload/contracts';
import { createEgressGuard, createLogger, type EgressGuard } from '@offload/service-kit';
import diagnostics from 'node:diagnostics_channel';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { createContext, type Context, type Platform } from '../context.ts';
import { createWebhook, type CreateWebhook } from '../webhook/create-webhook.ts';
import { dispatchDeliveries } from '../webhook/delivery/dispatch-deliveries.ts';
import type { DeliveryMessage } from '../webhook/delivery/delivery-queue.repository.ts';
import { planDeliveries } from '../webhook/delivery/plan-deliveries.ts';
import { workDelivery } from '../webhook/delivery/work-delivery.ts';
import type { Webhook, WebhookDelivery } from '../webhook/webhook.ts';
import { accountsWorld, type AccountsWorld } from './accounts-world.ts';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  path: string;
}

/** A partner's server on the loopback. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** What it does; by default it answers 204. */
  answer: (response: ServerResponse, request: Received) => void;
}

/** An accounts service with real receivers, a clock that is set, names that a test resolves, and a work queue that a test works on. */
export interface WebhookWorld extends Omit<AccountsWorld, 'tenant' | 'platform'> {
  readonly platform: Platform;
  tenant(id?: string): Context;
  receiver(answer?: Receiver['answer'], address?: string): Promise<Receiver>;
  /** What names resolve to; others resolve to nothing. */
  readonly names: Map<string, string[]>;
  /** Every name that was resolved. */
  readonly resolved: string[];
  /** Every address that a connection was made to. */
  readonly connected: string[];
  /** How long an attempt was allowed to take, each. */
  readonly timeouts: (number | undefined)[];
  /** Everything that was logged. */
  logged(): string;
  advance(ms: number): void;
  /** Back to the machine's time. */
  resetTime(): void;
  now(): Date;
  /** Makes a webhook; throws when it is refused. */
  webhook(ctx: Context, input: Partial<CreateWebhook> & { url: string }): Promise<{ webhook: Webhook; secret: string }>;
  /** Tells the tenant's webhooks that an account was connected. */
  tell(ctx: Context, cloudAccountId?: string): Promise<CloudEvent>;
  /** One round: puts what is due on the queue, and gives the messages. */
  dispatch(): Promise<DeliveryMessage[]>;
  work(messages: readonly DeliveryMessage[], signal?: AbortSignal): Promise<void>;
  /** Rounds until nothing is due; the time stands still meanwhile. */
  deliverDue(): Promise<void>;
  deliveries(ctx: Context, webhookId: string): Promise<WebhookDelivery[]>;
  /** Ends the work at a fault point, as a crash would, until it is set to null. */
  crashAt(place: string | null): void;
  close(): Promise<void>;
}

export async function webhookWorld(): Promise<WebhookWorld> {
  const base = await accountsWorld();
  const names = new Map<string, string[]>();
  const resolved: string[] = [];
  const connected: string[] = [];
  const timeouts: (number | undefined)[] = [];
  const closers: (() => void)[] = [];
  const lines: string[] = [];
  const queue: DeliveryMessage[] = [];
  let offsetMs = 0;
  let crashPlace: string | null = null;

  const onConnected = (message: unknown): void => void connected.push((message as { socket: Socket }).socket.remoteAddress ?? '?');
  diagnostics.subscribe('undici:client:connected', onConnected);

  const guard = createEgressGuard({
    allow: ['127.0.0.0/8'],
    resolve: async (hostname) => {
      resolved.push(hostname);
      const addresses = names.get(hostname);
      if (!addresses) throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  });
  const egress: EgressGuard = {
    ...guard,
    fetch: (url, options = {}) => {
      timeouts.push(options.timeoutMs);
      return guard.fetch(url, { ...options, timeoutMs: Math.min(options.timeoutMs ?? 10_000, 400) });
    },
  };
  const platform: Platform = {
    ...base.platform,
    egress,
    work: { enqueue: async (_queue, { body }) => void queue.push(body as DeliveryMessage) },
    faultPoint: (name) => {
      if (name === crashPlace) throw new Error(`crashed at ${name}`);
    },
    now: () => new Date(Date.now() + offsetMs),
  };
  const log = createLogger({ service: 'accounts', level: 'trace', destination: { write: (line: string) => void lines.push(line) } });
  const tenant = (id = newId()): Context => createContext(platform, id);

  async function dispatch(): Promise<DeliveryMessage[]> {
    await dispatchDeliveries(platform, log);
    return queue.splice(0);
  }
  const work: WebhookWorld['work'] = async (messages, signal = new AbortController().signal) => {
    await Promise.all(messages.map((message) => workDelivery(tenant(message.tenantId), message, signal)));
  };

  return {
    ...base,
    platform,
    tenant,
    names,
    resolved,
    connected,
    timeouts,
    logged: () => lines.join(''),
    advance: (ms) => void (offsetMs += ms),
    resetTime: () => void (offsetMs = 0),
    now: platform.now,
    async receiver(answer = (response) => void response.writeHead(204).end(), address = '127.0.0.1') {
      const received: Received[] = [];
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const one = { headers: request.headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' };
          received.push(one);
          receiver.answer(response, one);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, address, resolve));
      closers.push(() => {
        server.closeAllConnections();
        server.close();
      });
      const { port } = server.address() as AddressInfo;
      const receiver: Receiver = { url: `http://${address}:${port}/hook`, port, received, answer };
      return receiver;
    },
    async webhook(ctx, input) {
      const created = await createWebhook(ctx, { name: 'Partner', events: ['CLOUD_ACCOUNT_CONNECTED'], ...input });
      if (!created.ok) throw new Error(JSON.stringify(created.error));
      return created.value;
    },
    async tell(ctx, cloudAccountId = newId()) {
      const event = connectedEvent(ctx.tenantId, cloudAccountId);
      await ctx.transact((tx) => planDeliveries(tx, event, platform.now()));
      return event;
    },
    dispatch,
    work,
    async deliverDue() {
      for (let messages = await dispatch(); messages.length > 0; messages = await dispatch()) await work(messages);
    },
    deliveries: (ctx, webhookId) =>
      ctx.read(({ webhookDeliveries }) => webhookDeliveries.page(webhookId, {}, { list: '', first: 100, limit: 100, after: undefined })),
    crashAt: (place) => void (crashPlace = place),
    async close() {
      diagnostics.unsubscribe('undici:client:connected', onConnected);
      await guard.close();
      for (const close of closers) close();
      await base.drop();
    },
  };
}

/** An account that was connected, as the bus carries it. */
export const connectedEvent = (tenantId: string, cloudAccountId = newId()): CloudEvent =>
  buildEvent(cloudAccountConnected, {
    id: newId(),
    source: 'accounts',
    aggregateId: cloudAccountId,
    aggregateVersion: 1,
    tenantId,
    time: new Date('2026-01-02T03:04:05.000Z'),
    data: {
      cloudAccountId,
      provider: 'AWS',
      providerAccountId: '111122223333',
      status: 'CONNECTED',
      credentialId: newId(),
      initialScan: true,
      regions: null,
      simulated: true,
    },
  });

/** Whether a partner who uses the reference library takes a message for genuine. */
export function verifies(secret: string, { body, headers }: Received): boolean {
  try {
    new Verifier(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

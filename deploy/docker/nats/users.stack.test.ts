import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEndedSubject, scanProgressSubject, type CloudEvent } from '@offload/contracts';
import { createLogger, openNatsBus, type EventBus } from '@offload/service-kit';
import { eventually } from '@offload/testkit';
import { connect, Events, type NatsConnection } from 'nats';
import { deliveryQueue } from '../../../services/accounts/src/webhook/delivery/dispatch-deliveries.ts';
import { jobQueue } from '../../../services/scanner/src/job/dispatch-jobs.ts';
import { startNatsAsDeployed, type DeployedNats } from '../testing/start-nats-as-deployed.ts';

const services = ['accounts', 'credentials', 'scanner', 'inventory'] as const;
const root = join(__dirname, '..', '..', '..');
const log = createLogger({ service: 'test', level: 'silent' });
const passwordOf = (service: string): string => `p${Buffer.from(service).toString('hex')}`;
const urlOf = (service: string): string => `nats://${service}:${passwordOf(service)}@127.0.0.1:${server.port}`;

let server: DeployedNats;
const buses = {} as Record<string, EventBus>;
const raw = {} as Record<string, NatsConnection>;
const refusals: Record<string, string[]> = {};

beforeAll(async () => {
  server = await startNatsAsDeployed(root, Object.fromEntries(services.map((service) => [`NATS_${service.toUpperCase()}_PASSWORD`, passwordOf(service)])));
  for (const service of services) {
    buses[service] = await openNatsBus({ servers: urlOf(service), service, log });
    raw[service] = await connect({ servers: `127.0.0.1:${server.port}`, user: service, pass: passwordOf(service), inboxPrefix: `_INBOX_${service}`, name: `probe of ${service}` });
    const heard: string[] = (refusals[service] = []);
    void (async () => {
      for await (const status of raw[service]!.status()) if (status.type === Events.Error) heard.push(status.permissionContext?.subject ?? String(status.data));
    })();
  }
});
afterAll(async () => {
  try {
    for (const connection of Object.values(raw)) await connection.close();
    for (const bus of Object.values(buses)) await bus.close();
  } finally {
    await server.stop();
  }
});

const eventOf = (service: string): CloudEvent => ({
  specversion: '1.0',
  id: randomUUID(),
  source: `/offload/${service}`,
  type: `offload.${service}.thing.happened.v1`,
  subject: randomUUID(),
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  tenantid: randomUUID(),
  aggregateversion: 1,
  data: {},
});

/** Resolves when the server has refused this subject to the user. */
async function refused(service: string, subject: string): Promise<void> {
  await raw[service]!.flush();
  await eventually(() => expect(refusals[service]).toContain(subject));
}

describe('the users of NATS', () => {
  it.each(services)('%s can say its events, and hear those of the others', async (service) => {
    const others = services.filter((other) => other !== service);
    const heard: string[] = [];
    const types = others.map((other) => eventOf(other).type);
    const subscription = await buses[service]!.subscribe({ service, name: 'probe', types }, async ({ type }) => void heard.push(type));

    for (const other of others) await buses[other]!.publish(eventOf(other));

    await eventually(() => expect([...heard].sort()).toEqual([...types].sort()));
    await expect(buses[service]!.ready()).resolves.toBeUndefined();
    await expect(buses[service]!.position!()).resolves.toMatchObject({ stream: expect.stringContaining('OFFLOAD_EVENTS') });
    await subscription.stop();
  });

  it('scanner can queue and take its jobs, and tell and hear live progress', async () => {
    const subject = scanProgressSubject(randomUUID(), randomUUID());
    const taken: unknown[] = [];
    const heard: unknown[] = [];
    const working = await buses['scanner']!.work(jobQueue, { concurrency: 1 }, async (body) => void taken.push(body));
    const listening = await buses['scanner']!.listen(subject, (body) => void heard.push(body));

    await buses['scanner']!.enqueue(jobQueue, { id: randomUUID(), body: { job: 1 } });
    buses['scanner']!.broadcast(subject, { percent: 50 });

    await eventually(() => expect([taken, heard]).toEqual([[{ job: 1 }], [{ percent: 50 }]]));
    await listening.stop();
    await working.stop();
  });

  it('accounts alone tells that access has ended; credentials and scanner hear it', async () => {
    const subject = accessEndedSubject(randomUUID(), randomUUID());
    const heard: string[] = [];
    const listening = await Promise.all(['credentials', 'scanner'].map((service) => buses[service]!.listen(accessEndedSubject('*', '*'), () => void heard.push(service))));

    buses['accounts']!.broadcast(subject, {});

    await eventually(() => expect(heard.toSorted()).toEqual(['credentials', 'scanner']));
    for (const service of ['credentials', 'scanner', 'inventory']) {
      raw[service]!.publish(`live.${subject}`, '{}');
      await refused(service, `live.${subject}`);
    }
    for (const one of listening) await one.stop();
  });

  it.each(services.flatMap((service) => services.filter((other) => other !== service).map((other) => [service, other] as const)))(
    '%s cannot say an event of %s, nor read its inbox',
    async (service, other) => {
      const { type } = eventOf(other);
      raw[service]!.publish(type, '{}');
      await refused(service, type);

      const inbox = `_INBOX_${other}.>`;
      raw[service]!.subscribe(inbox);
      await refused(service, inbox);
    },
  );

  it('accounts can queue and take webhook deliveries, which nobody else can', async () => {
    const taken: unknown[] = [];
    const working = await buses['accounts']!.work(deliveryQueue, { concurrency: 1 }, async (body) => void taken.push(body));
    await buses['accounts']!.enqueue(deliveryQueue, { id: randomUUID(), body: { delivery: 1 } });
    await eventually(() => expect(taken).toEqual([{ delivery: 1 }]));
    await working.stop();

    for (const service of services.filter((one) => one !== 'accounts')) {
      for (const subject of [`work.${deliveryQueue}`, `$JS.API.CONSUMER.MSG.NEXT.OFFLOAD_WORK.work_${deliveryQueue}`]) {
        raw[service]!.publish(subject, '{}');
        await refused(service, subject);
      }
    }
  });

  it.each(services.filter((service) => service !== 'scanner'))('%s has no jobs of scans, no live progress and no view of everything', async (service) => {
    for (const subject of [`work.${jobQueue}`, `live.${scanProgressSubject(randomUUID(), randomUUID())}`, '$JS.API.CONSUMER.MSG.NEXT.OFFLOAD_WORK.work_scan-jobs']) {
      raw[service]!.publish(subject, '{}');
      await refused(service, subject);
    }
    for (const subject of ['live.>', 'offload.>', '>', '_INBOX.>']) {
      raw[service]!.subscribe(subject);
      await refused(service, subject);
    }
  });

  it.each(services)('%s can neither delete nor empty a stream, nor end a subscriber', async (service) => {
    for (const call of ['STREAM.DELETE.OFFLOAD_EVENTS', 'STREAM.PURGE.OFFLOAD_EVENTS', 'STREAM.MSG.GET.OFFLOAD_EVENTS', 'CONSUMER.DELETE.OFFLOAD_EVENTS.x', 'STREAM.CREATE.ANOTHER']) {
      raw[service]!.publish(`$JS.API.${call}`, '{}');
      await refused(service, `$JS.API.${call}`);
    }
  });

  it('are the only ones: nobody gets in without a password, or with another', async () => {
    await expect(connect({ servers: `127.0.0.1:${server.port}`, reconnect: false })).rejects.toThrow(/Authorization/i);
    await expect(connect({ servers: `127.0.0.1:${server.port}`, user: 'scanner', pass: passwordOf('accounts'), reconnect: false })).rejects.toThrow(/Authorization/i);
  });

  it('write to a disk that is synced before an acknowledgement', () => {
    expect(readFileSync(join(root, 'deploy', 'docker', 'nats', 'nats.conf'), 'utf8')).toMatch(/^ {2}sync_interval: always$/m);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { newApiKey, type ServiceName } from '@offload/contracts';
import { cpuMs, memoryBytesOfFamily } from '../process/process-facts.ts';
import { startProcess, type StartedProcess } from '../process/start-process.ts';

interface Watched {
  delivered: number;
  wrong: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  perSecond: number;
}

/**
 * Many subscribers on some scans, each scan moving a few times a second: how long a state takes from the scanner to a subscriber, what a subscriber costs
 * in memory, and how many subscriptions the subgraphs see. Subgraphs, gateway and subscribers are a process each. Throws when a subscriber got what was
 * not meant for it.
 */
export async function benchSubscriptions(args: readonly string[], root: string, print: (text: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      subscribers: { type: 'string', default: '5000' },
      scans: { type: 'string', default: '100' },
      'per-second': { type: 'string', default: '2' },
      seconds: { type: 'string', default: '20' },
      /** A directory for CPU profiles of the gateway. */
      profile: { type: 'string' },
    },
  });
  const bench = join(root, 'bench', 'src');
  const started: StartedProcess<unknown>[] = [];

  try {
    const subgraphs = await startProcess<{ urls: Record<ServiceName, string>; gatewayKey: string }>({
      script: join(bench, 'subscriptions', 'subgraphs-main.ts'),
      args: [values['per-second']],
      readyKey: 'urls',
    });
    started.push(subgraphs);
    const { urls, gatewayKey } = subgraphs.ready;
    const gateway = await startProcess<{ url: string }>({
      script: join(bench, 'gateway', 'offload-main.ts'),
      readyKey: 'url',
      env: {
        NODE_ENV: 'production',
        PORT: '0',
        ...Object.fromEntries(Object.entries(urls).map(([name, url]) => [`${name.toUpperCase()}_URL`, url])),
        INTERNAL_TOKEN_PRIVATE_KEY: gatewayKey,
        GRAPHIQL: 'false',
        RATE_PER_SECOND: '1000000',
        RATE_BURST: '1000000',
        RATE_PER_TENANT: '1000000',
        RATE_BURST_PER_TENANT: '1000000',
        MAX_SUBSCRIPTIONS: '1000000',
        MAX_SUBSCRIPTIONS_PER_TENANT: '1000000',
        MAX_OPERATIONS_PER_CONNECTION: '10000',
        MAX_CONNECTIONS: '1000000',
        MAX_CONNECTIONS_PER_CALLER: '1000000',
        MAX_CONNECTIONS_PER_TENANT: '1000000',
        MAX_WAITING_CONNECTIONS: '1000000',
      },
      profileDirectory: values.profile,
    });
    started.push(gateway);

    const before = memoryBytesOfFamily(gateway.pid);
    const clients = spawn(
      process.execPath,
      [
        join(bench, 'subscriptions', 'clients-main.ts'),
        `${gateway.ready.url.replace('http', 'ws')}/graphql`,
        newApiKey(),
        values.subscribers,
        values.scans,
        values.seconds,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(clients, 'exit');
    const lines = createInterface({ input: clients.stdout })[Symbol.asyncIterator]();
    const ready = await lines.next();
    if (ready.done) throw new Error(`the subscribers ended with ${(await ended)[0]}`);

    const { open } = (await (await fetch(`${urls.accounts}/streams`)).json()) as { open: number };
    const cpuBefore = cpuMs(gateway.pid);
    const startedAt = performance.now();
    const line = await lines.next();
    if (line.done) throw new Error(`the subscribers ended with ${(await ended)[0]}`);
    const cpu = (cpuMs(gateway.pid) - cpuBefore) / (performance.now() - startedAt);
    const watched = JSON.parse(line.value) as Watched;
    const memory = memoryBytesOfFamily(gateway.pid);
    await ended;

    print(
      [
        `subscribers                     ${values.subscribers} on ${values.scans} scans, ${values['per-second']} states a second each`,
        `subscriptions at the subgraphs  ${open}`,
        `delivered a second              ${watched.perSecond.toFixed(0)} of ${Number(values.subscribers) * Number(values['per-second'])}`,
        `from the scanner, ms            p50 ${watched.p50Ms}, p99 ${watched.p99Ms}, most ${watched.maxMs} (aim: p99 below 500)`,
        `memory a subscriber, KiB        ${((memory - before) / Number(values.subscribers) / 1024).toFixed(1)} (gateway ${(memory / 1024 / 1024).toFixed(0)} MiB, before ${(before / 1024 / 1024).toFixed(0)} MiB)`,
        `CPU of the gateway, cores       ${cpu.toFixed(2)}`,
      ].join('\n'),
    );
    if (watched.wrong > 0) throw new Error(`${watched.wrong} messages were not what was asked for`);
    if (open !== Number(values.scans)) throw new Error(`${open} subscriptions at the subgraphs in place of ${values.scans}`);
  } finally {
    for (const process of started.reverse()) await process.stop();
  }
}

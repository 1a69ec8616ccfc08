import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newApiKey, type ServiceName } from '@offload/contracts';
import { stripSecurity } from '@offload/gateway/supergraph';
import { startProcess, type StartedProcess } from '../process/start-process.ts';
import { demandAnswer, measureLoad, type Load, type LoadMeasurement } from './measure-load.ts';
import { measuredOperations } from './operations.ts';
import { reportGateways, type GatewayMeasured } from './report-gateways.ts';

interface Subgraphs {
  urls: Record<ServiceName, string>;
  gatewayKey: string;
}

/**
 * Requests a second, latency and CPU a request of our gateway, of Hive Gateway with its own executor and with the router's, and of a subgraph that is
 * asked directly: the same supergraph over the same subgraphs, in alternation. Prints each round, then the medians and the ratios. Throws when an answer
 * is not whole.
 */
export async function benchGateway(args: readonly string[], root: string, print: (text: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '32' },
      'warm-up': { type: 'string', default: '4' },
      /** Some of the contenders, separated by commas. */
      only: { type: 'string' },
      /** A directory for CPU profiles. */
      profile: { type: 'string' },
    },
  });
  const here = join(root, 'bench', 'src', 'gateway');
  const directory = await mkdtemp(join(tmpdir(), 'bench-gateway-'));
  const started: StartedProcess<unknown>[] = [];
  const start = async <R>(
    script: string,
    readyKey: string,
    options: { args?: string[]; env?: Record<string, string>; profile?: string | undefined } = {},
  ): Promise<StartedProcess<R>> => {
    const { args = [], env = {}, profile } = options;
    const process = await startProcess<R>({ script: join(here, script), readyKey, args, env, profileDirectory: profile });
    started.push(process);
    return process;
  };

  try {
    const subgraphs = await start<Subgraphs>('subgraphs-main.ts', 'urls');
    const { urls, gatewayKey } = subgraphs.ready;
    const supergraph = await readFile(join(root, 'schemas', 'supergraph.graphql'), 'utf8');
    const hiveSupergraph = join(directory, 'supergraph.graphql');
    await writeFile(hiveSupergraph, addressed(stripSecurity(supergraph), urls));

    const production = { NODE_ENV: 'production' };
    const key = newApiKey();
    const gatewayEnvironment = {
      ...production,
      PORT: '0',
      ...Object.fromEntries(Object.entries(urls).map(([name, url]) => [`${name.toUpperCase()}_URL`, url])),
      INTERNAL_TOKEN_PRIVATE_KEY: gatewayKey,
      RATE_PER_SECOND: '1000000',
      RATE_BURST: '1000000',
      RATE_PER_TENANT: '1000000',
      RATE_BURST_PER_TENANT: '1000000',
      MAX_COST: '100000',
      GRAPHIQL: 'false',
    };
    const contenders: Record<string, () => Promise<{ url: string; pid: number; headers?: Record<string, string> }>> = {
      offload: async () => {
        const { pid, ready } = await start<{ url: string }>('offload-main.ts', 'url', { env: gatewayEnvironment, profile: values.profile });
        return { pid, url: `${ready.url}/graphql`, headers: { authorization: `Bearer ${key}` } };
      },
      hive: async () => {
        const { pid, ready } = await start<{ url: string }>('hive-main.ts', 'url', { args: [hiveSupergraph], env: production });
        return { pid, url: `${ready.url}/graphql` };
      },
      'hive with router-runtime': async () => {
        const { pid, ready } = await start<{ url: string }>('hive-main.ts', 'url', { args: [hiveSupergraph, 'router'], env: production });
        return { pid, url: `${ready.url}/graphql` };
      },
      'the subgraph directly': async () => ({ pid: subgraphs.pid, url: `${urls.accounts}/graphql` }),
    };
    const chosen = values.only?.split(',') ?? Object.keys(contenders);

    const measured: GatewayMeasured[] = [];
    const loads: { gateway: string; load: Load; rounds: LoadMeasurement[] }[] = [];
    for (const gateway of chosen) {
      const { headers = {}, ...contender } = await contenders[gateway]!();
      for (const operation of measuredOperations) {
        // A subgraph alone knows only what is its own.
        if (contender.pid === subgraphs.pid && operation !== measuredOperations[0]) continue;
        const load = { ...contender, headers, operation, connections: Number(values.connections), seconds: Number(values.seconds) };
        await demandAnswer(load);
        await measureLoad({ ...load, seconds: Number(values['warm-up']) });
        const rounds: LoadMeasurement[] = [];
        loads.push({ gateway, load, rounds });
        measured.push({ gateway, operation: operation.name, rounds });
      }
    }

    for (let round = 1; round <= Number(values.rounds); round += 1) {
      for (const { gateway, load, rounds } of loads) {
        const result = await measureLoad(load);
        rounds.push(result);
        print(
          `round ${round}, ${load.operation.name}, ${gateway}: ${result.requestsPerSecond.toFixed(0)}/s, p99 ${result.p99Ms} ms, CPU ${result.cpuMsPerRequest.toFixed(3)} ms`,
        );
      }
    }
    print(`\nmedians of ${values.rounds}, ${values.connections} connections\n${reportGateways(measured)}`);
  } finally {
    for (const process of started.reverse()) await process.stop();
    await rm(directory, { recursive: true });
  }
}

/** The supergraph with the addresses of subgraphs that run now. */
const addressed = (sdl: string, urls: Readonly<Record<ServiceName, string>>): string =>
  sdl.replace(
    /@join__graph\(name: "(\w+)", url: "[^"]*"\)/g,
    (_all, name: ServiceName) => `@join__graph(name: "${name}", url: "${urls[name]}/graphql")`,
  );

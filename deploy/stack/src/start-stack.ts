import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentsOf, loadPlatformState, provisionDatabases, unusedPorts, type EmbeddedService, type PlatformClouds, type PlatformState } from '@offload/embedded';
import { startEmbeddedPostgres } from '@offload/embedded-postgres';
import { createShutdown, type Logger } from '@offload/service-kit';
import { findPostgresInstallation, findServer } from './find-server.ts';
import { startProcess, type StackProcess } from './start-process.ts';

export interface StackOptions {
  /** The root of the repository. */
  root: string;
  /** Where the stack keeps its data. */
  directory: string;
  /** Where the gateway listens; 0 takes any free port. */
  port: number;
  clouds: PlatformClouds;
  awsPrincipalArn?: string | undefined;
  /** The public https name of the gateway, as the issuer that applications trust in place of a secret. */
  oidcIssuer?: string | undefined;
  /** Seal in Vault: VAULT_ADDR and what goes with it. Without it: under a master key file. */
  vault?: Record<string, string>;
  /** Run the bundles of `npm run bundle`, as images do, rather than the sources. */
  bundles?: boolean;
  log: Logger;
  logLevel?: string;
  /** What node is told before the program, as `--heapsnapshot-signal=SIGUSR2`. */
  nodeArguments?: readonly string[];
  /** Gets what the processes write. */
  print?: ((text: string) => void) | undefined;
}

export type StackProcessName = EmbeddedService | 'gateway';

export interface Stack {
  readonly url: string;
  readonly tenant: PlatformState['tenant'];
  readonly natsUrl: string;
  readonly databaseAdminUrl: string;
  readonly processes: Record<StackProcessName, StackProcess>;
  /** Starts one again that was stopped or killed, as an orchestrator would. */
  restart(name: StackProcessName): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The topology of docker compose on this machine: PostgreSQL and nats-server of the machine, and a process a service. Throws, with how to install it,
 * when a server is missing; with all undone, when a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { root, directory, log } = options;
  const undo = createShutdown({ log });

  try {
    const [installation, natsServer] = [await findPostgresInstallation(), await findServer('nats-server', 'apt-get install nats-server, or brew install nats-server')];
    const state = await loadPlatformState(directory);
    const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres'), installation, log });
    undo.onShutdown('postgres', () => postgres.stop());

    const [natsPort, accounts, credentials, scanner, inventory, gateway] = await unusedPorts(6);
    const natsUrl = `nats://127.0.0.1:${natsPort}`;
    const streams = join(directory, 'nats');
    await mkdir(streams, { recursive: true });
    const nats = await startProcess({
      name: 'nats-server',
      command: natsServer,
      args: ['-a', '127.0.0.1', '-p', String(natsPort), '-js', '-sd', streams],
      env: { PATH: process.env['PATH'] },
      readyText: 'Server is ready',
    });
    undo.onShutdown('nats-server', () => nats.stop());

    const ports = { accounts: accounts!, credentials: credentials!, scanner: scanner!, inventory: inventory!, gateway: options.port || gateway! };
    const environments = environmentsOf({
      root,
      state,
      databases: (await provisionDatabases(postgres.adminUrl, state)).urls,
      ports,
      clouds: options.clouds,
      awsPrincipalArn: options.awsPrincipalArn,
      oidcIssuer: options.oidcIssuer,
      logLevel: options.logLevel ?? 'info',
      secretStore: options.vault ?? { MASTER_KEY_FILE: join(directory, 'master.key') },
    });

    const start = (name: StackProcessName): Promise<StackProcess> =>
      startProcess({
        name,
        command: process.execPath,
        args: [
          ...(options.nodeArguments ?? []),
          options.bundles ? join(root, 'dist', name, 'main.mjs') : join(root, name === 'gateway' ? 'gateway' : `services/${name}`, 'src', 'main.ts'),
        ],
        env: { PATH: process.env['PATH'], NATS_URL: natsUrl, ...environments[name] },
        readyUrl: `http://127.0.0.1:${ports[name]}/ready`,
        print: options.print,
      });

    const names: StackProcessName[] = ['inventory', 'credentials', 'accounts', 'scanner', 'gateway'];
    const started = await Promise.allSettled(names.map(start));
    const processes = Object.fromEntries(started.flatMap((one, n) => (one.status === 'fulfilled' ? [[names[n]!, one.value]] : []))) as Stack['processes'];
    undo.onShutdown('processes', async () => {
      for (const name of names.toReversed()) await processes[name]?.stop();
    });
    const failed = started.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;

    return {
      url: `http://127.0.0.1:${ports.gateway}`,
      tenant: state.tenant,
      natsUrl,
      databaseAdminUrl: postgres.adminUrl,
      processes,
      async restart(name) {
        await processes[name].stop();
        processes[name] = await start(name);
      },
      stop: async () => {
        await undo.stop();
      },
    };
  } catch (error) {
    await undo.stop();
    throw error;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { eventually, ownPostgres, unusedPort } from '@offload/testkit';
import { newEnvFile } from '../env-file/new-env-file.ts';
import { loadComposeProject, type ComposeService } from './compose-project.ts';
import { startNatsAsDeployed } from './start-nats-as-deployed.ts';
import { startVaultAsDeployed } from './start-vault-as-deployed.ts';

export interface RunningCompose {
  /** What make-env made for this run. */
  env: Record<string, string>;
  /** Where the gateway listens. */
  url: string;
  /** Runs a one-shot container's program to its end. */
  runOnce(name: string): Promise<{ code: number | null; output: string }>;
  /** Ends a service as docker does, with SIGTERM, and gives its exit code. */
  stop(name: string): Promise<number | null>;
  /** Everything that the programs have written. */
  output(): string;
  destroy(): Promise<void>;
}

/** The servers that are not ours, by the names that the containers know them by. */
const servers = { postgres: 5432, nats: 4222, vault: 8200 };

/**
 * Runs docker-compose.yml, with its demo profile, as processes of this machine: the same bundles, commands, environments, configuration files, health checks and
 * order. What differs is where things are: names of containers become loopback ports, volumes become folders of a temporary directory.
 */
export async function runCompose(root: string): Promise<RunningCompose> {
  const dist = join(root, 'dist');
  if (!existsSync(join(dist, 'demo', 'main.mjs'))) throw new Error('there are no bundles: npm run bundle');

  const directory = mkdtempSync(join(tmpdir(), 'offload-compose-'));
  chmodSync(directory, 0o711); // the database server may run as another user
  const undo: (() => Promise<void>)[] = [async () => rmSync(directory, { recursive: true, force: true })];
  const running = new Map<string, ChildProcess>();
  let output = '';

  const postgres = await ownPostgres();
  undo.push(() => postgres.stop());
  const env = { ...parseEnv(newEnvFile()), COMPOSE_PROFILES: 'demo', POSTGRES_PASSWORD: new URL(postgres.adminUrl).password } as Record<string, string>;
  const { services } = loadComposeProject(root, env);
  const nats = await startNatsAsDeployed(root, services['nats']!.environment);
  undo.push(() => nats.stop());
  const vault = await startVaultAsDeployed(root, services['vault']!.environment['VAULT_SEAL_KEY']!);
  undo.push(() => vault.stop());

  const ports = new Map<string, number>([
    [`postgres:${servers.postgres}`, postgres.port],
    [`nats:${servers.nats}`, nats.port],
    [`vault:${servers.vault}`, Number(new URL(vault.address).port)],
  ]);
  for (const [name, { environment }] of Object.entries(services)) {
    const port = environment['PORT'] ?? environment['SIMULATOR_PORT'];
    if (port !== undefined) ports.set(`${name}:${port}`, await unusedPort());
  }
  const portOf = (name: string): number => [...ports].find(([address]) => address.startsWith(`${name}:`))![1];

  /** A value of the environment, or an argument, as it is on this machine. */
  function here(text: string, name: string): string {
    let local = text.replaceAll('/var/lib/offload', join(directory, 'volumes')).replaceAll('/etc/offload', join(root, 'deploy', 'docker', 'vault'));
    for (const [address, port] of ports) local = local.replaceAll(new RegExp(`(?<=//|@)${address}\\b`, 'g'), `127.0.0.1:${port}`);
    // A health check asks its own container.
    return local.replace(/(?<=^http:\/\/127\.0\.0\.1:)\d+(?=\/)/, (own) => String(ports.get(`${name}:${own}`) ?? own));
  }

  function launch(name: string, service: ComposeService, command: string[]): ChildProcess {
    const environment = Object.fromEntries(Object.entries(service.environment).map(([variable, value]) => [variable, here(value, name)]));
    for (const variable of ['PORT', 'SIMULATOR_PORT']) if (environment[variable] !== undefined) environment[variable] = String(portOf(name));
    const child = spawn(process.execPath, ['--enable-source-maps', ...command.map((part) => here(part, name))], {
      cwd: dist,
      env: { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', HOST: '127.0.0.1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return child;
  }

  async function runOnce(name: string, command = services[name]!.command!): Promise<{ code: number | null; output: string }> {
    const child = launch(name, services[name]!, command);
    let own = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (own += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output: own };
  }

  async function start(name: string): Promise<void> {
    const child = launch(name, services[name]!, services[name]!.command!);
    running.set(name, child);
    await eventually(
      async () => {
        if (child.exitCode !== null) return true;
        return (await runOnce(name, services[name]!.healthcheck!.test.slice(2))).code === 0;
      },
      { timeoutMs: 60_000 },
    );
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}:\n${output}`);
  }

  async function stop(name: string): Promise<number | null> {
    const child = running.get(name)!;
    running.delete(name);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    return code;
  }

  async function destroy(): Promise<void> {
    for (const child of running.values()) child.kill('SIGKILL');
    for (const step of undo.reverse()) await step();
  }

  try {
    for (const volume of ['vault-init', 'vault-approle', 'simulator']) mkdirSync(join(directory, 'volumes', volume), { recursive: true });
    for (const name of ['vault-bootstrap', 'provision']) {
      const { code, output: said } = await runOnce(name);
      if (code !== 0) throw new Error(`${name} ended with ${code}:\n${said}`);
    }
    await Promise.all(['accounts', 'credentials', 'scanner', 'inventory', 'simulator'].map(start));
    await start('gateway');
    return { env, url: `http://127.0.0.1:${portOf('gateway')}`, runOnce, stop, output: () => output, destroy };
  } catch (error) {
    await destroy();
    throw error;
  }
}

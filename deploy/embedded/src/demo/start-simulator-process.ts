import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { SimulatorClient, type SimulatorControl } from '@offload/simulator';

export interface SimulatorProcess {
  readonly cloud: SimulatorControl;
  stop(): Promise<void>;
}

/** Starts the cloud simulator as a process of its own, on a free port of this machine. Throws when it ends before it listens. */
export async function startSimulatorProcess(root: string, env: Record<string, string>): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [join(root, 'simulator', 'src', 'main.ts')], {
    env: { ...process.env, SIMULATOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(([code]) => Promise.reject(new Error(`the simulator ended with ${code} before it listened`))),
  ])) as [string];
  const { endpoint } = JSON.parse(line) as { endpoint: string };

  return {
    cloud: await SimulatorClient.connect(endpoint),
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

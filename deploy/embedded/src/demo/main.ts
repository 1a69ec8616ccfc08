import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, runService } from '@offload/service-kit';
import { startPlatform } from '../platform/start-platform.ts';
import { drawProgress } from './draw-progress.ts';
import { createGraphClient } from './graph-client.ts';
import { printProgress } from './print-progress.ts';
import { showFirstScans } from './show-first-scans.ts';
import { startSimulatorProcess } from './start-simulator-process.ts';

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    seed: { type: 'string', default: 'demo' },
    size: { type: 'string', default: '600' },
    port: { type: 'string', default: '4000' },
  },
});

/** `npm run demo`: the main job before your eyes, in simulated clouds. It begins anew each time, in a directory that goes with it. */
await runService(async (lifecycle) => {
  const root = join(import.meta.dirname, '..', '..', '..', '..');
  const log = createLogger({ service: 'demo', level: 'warn' });
  lifecycle.useLogger(log);
  const print = (text: string): void => console.log(text);

  const directory = await mkdtemp(join(tmpdir(), 'offload-demo-'));
  await chmod(directory, 0o711); // the database server runs as another user when we are root
  lifecycle.onShutdown('directory', () => rm(directory, { recursive: true, force: true }));

  print('Starting the simulated clouds and the platform …');
  const simulator = await startSimulatorProcess(root, { SIMULATOR_SEED: options.seed, SIMULATOR_SIZE: options.size });
  lifecycle.onShutdown('simulator', () => simulator.stop());

  const platform = await startPlatform({
    root,
    directory,
    port: options.once ? 0 : Number(options.port),
    clouds: { kind: 'simulator', url: simulator.cloud.endpoint, platform: simulator.cloud.platform },
    oidcIssuer: 'https://offload-security.example',
    log,
  });
  lifecycle.onShutdown('platform', () => platform.stop());

  const graph = createGraphClient(platform.url, platform.tenant.apiKey);
  lifecycle.onShutdown('graph client', () => graph.close());

  await showFirstScans(graph, simulator.cloud, { print, showProgress: process.stdout.isTTY === true ? drawProgress : printProgress(print) });
  if (options.once) return lifecycle.requestStop();
  print(`\nGraphiQL: ${platform.url}\nAPI key:  ${platform.tenant.apiKey}\n\nServing until Ctrl+C.`);
});

import { createLogger, runService } from '@offload/service-kit';
import { SimulatorClient } from '@offload/simulator';
import { createGraphClient } from '../../embedded/src/demo/graph-client.ts';
import { printProgress } from '../../embedded/src/demo/print-progress.ts';
import { showFirstScans } from '../../embedded/src/demo/show-first-scans.ts';

/** `docker compose run --rm demo`: makes an account in each simulated cloud, connects them through the public endpoint as customers would, and tells their first scans. */
const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

await runService(async (lifecycle) => {
  lifecycle.useLogger(createLogger({ service: 'demo', level: 'warn' }));

  const graph = createGraphClient(required('GATEWAY_URL'), required('API_KEY'));
  lifecycle.onShutdown('graph client', () => graph.close());
  const cloud = await SimulatorClient.connect(required('SIMULATOR_URL'));

  const print = (text: string): void => console.log(text);
  await showFirstScans(graph, cloud, { print, showProgress: printProgress(print) });
  lifecycle.requestStop();
});

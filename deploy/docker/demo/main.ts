import { createLogger, runService } from '@offload/service-kit';
import { SimulatorClient } from '@offload/simulator';
import { connectDemoAccount } from '../../embedded/src/demo/connect-demo-account.ts';
import { createGraphClient } from '../../embedded/src/demo/graph-client.ts';
import { printReport } from '../../embedded/src/demo/print-report.ts';
import { watchFirstScan } from '../../embedded/src/demo/watch-scan.ts';

/** `docker compose run --rm demo`: makes an account in the simulated cloud, connects it through the public endpoint as a customer would, and tells its first scan. */
const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

await runService(async (lifecycle) => {
  lifecycle.useLogger(createLogger({ service: 'demo', level: 'warn' }));
  const print = (text: string): void => console.log(text);

  const graph = createGraphClient(required('GATEWAY_URL'), required('API_KEY'));
  lifecycle.onShutdown('graph client', () => graph.close());
  const cloud = await SimulatorClient.connect(required('SIMULATOR_URL'));
  const { accountId } = await cloud.createAccount();

  print(`Connecting the AWS account ${accountId} through the public GraphQL endpoint …`);
  const cloudAccountId = await connectDemoAccount(graph, cloud, accountId);

  print('Connected. Watching its first scan …');
  let told = '';
  for await (const { status, progress } of watchFirstScan(graph, cloudAccountId)) {
    const line = `  ${status.padEnd(10)} ${String(progress.percent).padStart(3)} %  ${progress.assets} assets, ${progress.findings} findings`;
    if (line !== told) print(line);
    told = line;
  }
  await printReport(graph, cloudAccountId, print);
  lifecycle.requestStop();
});

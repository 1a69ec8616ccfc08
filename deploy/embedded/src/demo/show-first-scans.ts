import type { SimulatorControl } from '@offload/simulator';
import { demoAccounts } from './accounts/demo-accounts.ts';
import type { GraphClient } from './graph-client.ts';
import type { ShowProgress } from './print-progress.ts';
import { printReport } from './print-report.ts';
import { watchFirstScan } from './watch-scan.ts';

export interface ShowOptions {
  readonly print: (text: string) => void;
  readonly showProgress: ShowProgress;
}

/**
 * The main job: makes an account in each simulated cloud, connects them through the public endpoint as customers would, draws their first scans side by
 * side, and prints what was found. Throws when one cannot be connected, or a scan ends otherwise than COMPLETED or PARTIAL.
 */
export async function showFirstScans(graph: GraphClient, cloud: SimulatorControl, { print, showProgress }: ShowOptions): Promise<void> {
  print('Connecting an account of each provider through the public GraphQL endpoint …');
  const connected = await Promise.all(
    demoAccounts.map(async ({ title, connect }) => ({ title, cloudAccountId: await connect(graph, cloud) })),
  );

  print('Connected. Watching their first scans …');
  const scans = await showProgress(connected.map(({ title, cloudAccountId }) => ({ title, scans: watchFirstScan(graph, cloudAccountId) })));
  for (const { cloudAccountId } of connected) await printReport(graph, cloudAccountId, print);

  const failed = scans.filter(({ status }) => status !== 'COMPLETED' && status !== 'PARTIAL');
  if (failed.length > 0) throw new Error(`first scans ended as ${failed.map(({ status }) => status).join(', ')}`);
}

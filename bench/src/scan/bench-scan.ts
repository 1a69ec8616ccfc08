import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SimulatorClient } from '@offload/simulator';
import { startProcess } from '../process/start-process.ts';
import { measureScan, type ScanMeasurement } from './measure-scan.ts';
import { measuredClouds } from './measured-clouds.ts';
import { reportScans } from './report.ts';

/**
 * First scans of accounts of several sizes, over the curated regions of a simulated cloud without latency, in alternation: every measurement on a platform
 * of its own with an empty database. Prints each, then the medians. Throws when a scan fails.
 */
export async function benchScan(args: readonly string[], root: string, print: (text: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: 'string', default: 'aws' },
      sizes: { type: 'string', default: '5000,50000' },
      rounds: { type: 'string', default: '3' },
      'warm-up': { type: 'string', default: '2000' },
      'limit-seconds': { type: 'string', default: '300' },
      /** A directory for CPU profiles of the platform and the simulator. */
      profile: { type: 'string' },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  const measured = measuredClouds[values.provider];
  if (!measured) throw new Error(`no provider ${values.provider}: give one of ${Object.keys(measuredClouds).join(', ')}`);
  const simulator = await startProcess<{ endpoint: string }>({
    script: join(root, 'simulator', 'src', 'main.ts'),
    env: { SIMULATOR_PORT: '0', SIMULATOR_SEED: 'bench', SIMULATOR_SIZE: '0', SIMULATOR_LATENCY_MS: '0' },
    readyKey: 'endpoint',
    profileDirectory: values.profile,
  });

  try {
    const cloud = await SimulatorClient.connect(simulator.ready.endpoint);
    const { accountId: warmUpAccountId } = await measured.create(cloud, Number(values['warm-up']));
    const estates: { accountId: string; resources: number; rounds: ScanMeasurement[] }[] = [];
    for (const size of sizes) estates.push({ ...(await measured.create(cloud, size)), rounds: [] });

    const bench = {
      root,
      simulator: { cloud, pid: simulator.pid },
      measured,
      warmUpAccountId,
      limitMs: Number(values['limit-seconds']) * 1000,
      profileDirectory: values.profile,
    };
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      for (const estate of estates) {
        const measured = await measureScan(bench, estate.accountId);
        estate.rounds.push(measured);
        print(`round ${round}, ${estate.resources} resources: ${describe(measured)}`);
      }
    }
    print(`\nmedians of ${values.rounds}\n${reportScans(estates)}`);
  } finally {
    await simulator.stop();
  }
}

function describe({ assets, toLastRowMs, toEndMs, peakMemoryBytes, bareUpserts, cpu }: ScanMeasurement): string {
  const rate = Math.round((assets / toLastRowMs) * 1000);
  const bare = Math.round((bareUpserts.rows / bareUpserts.ms) * 1000);
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return (
    `${assets} assets in ${seconds(toLastRowMs)} s (ended ${seconds(toEndMs)} s), ${rate}/s, bare ${bare}/s, peak ${Math.round(peakMemoryBytes / 1024 / 1024)} MiB, ` +
    `CPU s ${seconds(cpu.platformMs)} platform ${seconds(cpu.databaseMs)} database ${seconds(cpu.simulatorMs)} simulator`
  );
}

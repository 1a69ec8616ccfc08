import type { ScanMeasurement } from './measure-scan.ts';

/** The measurements of one size of account. */
export interface SizeMeasured {
  resources: number;
  rounds: readonly ScanMeasurement[];
}

const mebibyte = 1024 * 1024;

/** The middle one; the mean of the two in the middle when their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** The figures as a table, a line a figure and a column a size, and what they come to: the costs and the memory of the largest against the smallest. */
export function reportScans(sizes: readonly SizeMeasured[]): string {
  const of = (pick: (round: ScanMeasurement) => number) => sizes.map(({ rounds }) => median(rounds.map(pick)));
  const rate = of((round) => (round.assets / round.toLastRowMs) * 1000);
  const bare = of((round) => (round.bareUpserts.rows / round.bareUpserts.ms) * 1000);
  const ratio = of((round) => round.assets / round.toLastRowMs / (round.bareUpserts.rows / round.bareUpserts.ms));
  const cost = of((round) => round.toLastRowMs / round.assets);
  const memory = of((round) => round.peakMemoryBytes / mebibyte);

  const lines: [string, readonly number[], number][] = [
    ['resources in the estate', sizes.map(({ resources }) => resources), 0],
    ['assets in the inventory', of((round) => round.assets), 0],
    ['calls to the provider', of((round) => round.calls), 0],
    ['first call to last row, s', of((round) => round.toLastRowMs / 1000), 2],
    ['first call to end of scan, s', of((round) => round.toEndMs / 1000), 2],
    ['assets per second', rate, 0],
    ['bare upserts per second', bare, 0],
    ['ratio to bare upserts', ratio, 3],
    ['wall ms per asset', cost, 3],
    ['CPU ms per asset: platform', of((round) => round.cpu.platformMs / round.assets), 3],
    ['CPU ms per asset: database', of((round) => round.cpu.databaseMs / round.assets), 3],
    ['CPU ms per asset: simulator', of((round) => round.cpu.simulatorMs / round.assets), 3],
    ['CPU ms per call: platform', of((round) => round.cpu.platformMs / round.calls), 3],
    ['peak memory, platform, MiB', memory, 0],
    ['peak memory, database, MiB', of((round) => round.databaseMemoryBytes / mebibyte), 0],
    ['gaps', of((round) => round.gaps), 0],
  ];
  const table = lines.map(([title, values, digits]) => `${title.padEnd(32)}${values.map((value) => value.toFixed(digits).padStart(12)).join('')}`);

  const comparison =
    sizes.length < 2
      ? []
      : [
          '',
          `cost per asset, largest to smallest: ${(cost.at(-1)! / cost[0]!).toFixed(2)} (aim: 1.15 at most)`,
          `CPU of the platform per asset, the same: ${cpuRatio(sizes).toFixed(2)}`,
          `peak memory, largest less smallest: ${(memory.at(-1)! - memory[0]!).toFixed(0)} MiB (aim: 64 at most)`,
          `ratio to the bare upserts, largest: ${ratio.at(-1)!.toFixed(3)} (aim: 0.2 or better)`,
        ];
  return [...table, ...comparison].join('\n');
}

function cpuRatio(sizes: readonly SizeMeasured[]): number {
  const perAsset = sizes.map(({ rounds }) => median(rounds.map(({ cpu, assets }) => cpu.platformMs / assets)));
  return perAsset.at(-1)! / perAsset[0]!;
}

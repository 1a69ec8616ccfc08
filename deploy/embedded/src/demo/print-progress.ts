import type { WatchedRegion, WatchedScan } from './watch-scan.ts';

/** A scan to show, and whose it is. */
export interface ShownScan {
  /** `AWS` */
  readonly title: string;
  readonly scans: AsyncIterable<WatchedScan>;
}

/** Shows scans side by side while they go on. Gives each as it ended, in the order given. Rejects when one never began. */
export type ShowProgress = (shown: readonly ShownScan[]) => Promise<WatchedScan[]>;

/** A region's state on one line. */
export const regionLine = ({ region, jobsDone, jobsTotal, assets, findings }: WatchedRegion): string =>
  `${region.padEnd(22)} ${String(jobsDone).padStart(3)}/${jobsTotal} jobs  ${String(assets).padStart(6)} assets  ${String(findings).padStart(5)} findings`;

/** Shows scans as lines that follow each other, each with the name of its account's provider. */
export const printProgress =
  (print: (text: string) => void): ShowProgress =>
  (shown) =>
    Promise.all(shown.map((scan) => printLines(scan, print)));

async function printLines({ title, scans }: ShownScan, print: (text: string) => void): Promise<WatchedScan> {
  const told = new Map<string, string>();
  const tell = (text: string): void => print(`${title.padEnd(13)} ${text}`);
  let last: WatchedScan | undefined;
  for await (const scan of scans) {
    if (last?.status !== scan.status || last.progress.percent !== scan.progress.percent) tell(`scan ${scan.status} ${scan.progress.percent} %`);
    for (const region of scan.regions) {
      if (told.get(region.region) === region.status || region.status === 'QUEUED') continue;
      told.set(region.region, region.status);
      tell(`  ${regionLine(region)}  ${region.status}`);
    }
    last = scan;
  }
  return required(last);
}

/** The scan as it ended; throws when it never began. */
export function required(scan: WatchedScan | undefined): WatchedScan {
  if (!scan) throw new Error('the subscription ended before the scan began');
  return scan;
}

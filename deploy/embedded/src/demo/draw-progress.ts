import { Listr, PRESET_TIMER } from 'listr2';
import type { WatchedRegion, WatchedScan } from './watch-scan.ts';

const ended = ['DONE', 'DENIED', 'THROTTLED', 'FAILED', 'SKIPPED'];

const line = ({ region, jobsDone, jobsTotal, assets, findings }: WatchedRegion): string =>
  `${region.padEnd(15)} ${String(jobsDone).padStart(3)}/${jobsTotal} jobs  ${String(assets).padStart(6)} assets  ${String(findings).padStart(5)} findings`;

/** Draws a scan region by region while it goes on: in place in a terminal, plain lines elsewhere. Gives the scan as it ended. */
export async function drawProgress(scans: AsyncIterable<WatchedScan>, { terminal, print }: { terminal: boolean; print: (text: string) => void }): Promise<WatchedScan> {
  return terminal ? drawInPlace(scans) : printLines(scans, print);
}

async function printLines(scans: AsyncIterable<WatchedScan>, print: (text: string) => void): Promise<WatchedScan> {
  const told = new Map<string, string>();
  let last: WatchedScan | undefined;
  for await (const scan of scans) {
    if (!last || last.progress.percent !== scan.progress.percent) print(`scan ${scan.status} ${scan.progress.percent} %`);
    for (const region of scan.regions) {
      if (told.get(region.region) === region.status || region.status === 'QUEUED') continue;
      told.set(region.region, region.status);
      print(`  ${line(region)}  ${region.status}`);
    }
    last = scan;
  }
  return required(last);
}

async function drawInPlace(scans: AsyncIterable<WatchedScan>): Promise<WatchedScan> {
  const regions = new Map<string, { update: (region: WatchedRegion) => void; end: () => void }>();
  let last: WatchedScan | undefined;
  let drawing: Promise<unknown> | undefined;

  for await (const scan of scans) {
    last = scan;
    if (!drawing && scan.regions.length > 0) drawing = draw(scan, regions);
    for (const region of scan.regions) regions.get(region.region)?.update(region);
  }
  for (const region of regions.values()) region.end();
  await drawing;
  return required(last);
}

/** One task a region; each ends when its region does. */
function draw(scan: WatchedScan, regions: Map<string, { update: (region: WatchedRegion) => void; end: () => void }>): Promise<unknown> {
  const tasks = scan.regions.map((first) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let show = (_title: string): void => undefined;
    regions.set(first.region, {
      update: (region) => {
        show(line(region));
        if (ended.includes(region.status)) resolve();
      },
      end: resolve,
    });
    return {
      title: line(first),
      task: (_context: unknown, task: { title: string }) => {
        show = (title) => (task.title = title);
        return promise;
      },
    };
  });
  return new Listr(tasks, { concurrent: true, rendererOptions: { timer: PRESET_TIMER } }).run();
}

function required(scan: WatchedScan | undefined): WatchedScan {
  if (!scan) throw new Error('the subscription ended before the scan began');
  return scan;
}

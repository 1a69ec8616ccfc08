import { Listr, PRESET_TIMER } from 'listr2';
import type { WatchedRegion, WatchedScan } from './watch-scan.ts';

/** A scan to draw, and whose it is. */
export interface DrawnScan {
  /** `AWS` */
  readonly title: string;
  readonly scans: AsyncIterable<WatchedScan>;
}

export interface DrawOptions {
  /** true: drawn in place, in a terminal; otherwise plain lines. */
  readonly terminal: boolean;
  readonly print: (text: string) => void;
}

const ended = ['DONE', 'DENIED', 'THROTTLED', 'FAILED', 'SKIPPED'];

const line = ({ region, jobsDone, jobsTotal, assets, findings }: WatchedRegion): string =>
  `${region.padEnd(22)} ${String(jobsDone).padStart(3)}/${jobsTotal} jobs  ${String(assets).padStart(6)} assets  ${String(findings).padStart(5)} findings`;

/** Draws scans side by side, region by region, while they go on. Gives each as it ended, in the order given. Throws when one never began. */
export async function drawProgress(drawn: readonly DrawnScan[], { terminal, print }: DrawOptions): Promise<WatchedScan[]> {
  return terminal ? drawInPlace(drawn) : Promise.all(drawn.map((scan) => printLines(scan, print)));
}

async function printLines({ title, scans }: DrawnScan, print: (text: string) => void): Promise<WatchedScan> {
  const told = new Map<string, string>();
  const tell = (text: string): void => print(`${title.padEnd(13)} ${text}`);
  let last: WatchedScan | undefined;
  for await (const scan of scans) {
    if (!last || last.progress.percent !== scan.progress.percent) tell(`scan ${scan.status} ${scan.progress.percent} %`);
    for (const region of scan.regions) {
      if (told.get(region.region) === region.status || region.status === 'QUEUED') continue;
      told.set(region.region, region.status);
      tell(`  ${line(region)}  ${region.status}`);
    }
    last = scan;
  }
  return required(last);
}

/** One task a scan, and below it one a region; each ends when its region does. */
async function drawInPlace(drawn: readonly DrawnScan[]): Promise<WatchedScan[]> {
  const followed = drawn.map(({ scans }) => follow(scans));
  const tasks = drawn.map(({ title }, at) => ({
    title,
    task: async (_context: unknown, task: { newListr: (tasks: object[], options: object) => Listr }) => {
      const { regions } = await followed[at]!.begun;
      const drawRegion = (first: WatchedRegion) => ({
        title: line(first),
        task: (_inner: unknown, inner: { title: string }) => followed[at]!.untilEnded(first.region, (region) => (inner.title = line(region))),
      });
      return task.newListr(regions.map(drawRegion), { concurrent: true, rendererOptions: { collapseSubtasks: false } });
    },
  }));

  const drawing = new Listr(tasks as never, { concurrent: true, rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false } }).run();
  const [scans] = await Promise.all([Promise.all(followed.map(({ last }) => last)), drawing]);
  return scans;
}

interface Followed {
  /** The first state that has regions, or the last. */
  readonly begun: Promise<WatchedScan>;
  readonly last: Promise<WatchedScan>;
  /** Shows each state of a region until it ended, or the scan did. */
  untilEnded(region: string, show: (region: WatchedRegion) => void): Promise<void>;
}

function follow(scans: AsyncIterable<WatchedScan>): Followed {
  const begun = Promise.withResolvers<WatchedScan>();
  const shown = new Map<string, { show: (region: WatchedRegion) => void; end: () => void }>();

  async function toEnd(): Promise<WatchedScan> {
    let last: WatchedScan | undefined;
    for await (const scan of scans) {
      last = scan;
      if (scan.regions.length > 0) begun.resolve(scan);
      for (const region of scan.regions) {
        shown.get(region.region)?.show(region);
        if (ended.includes(region.status)) shown.get(region.region)?.end();
      }
    }
    const scan = required(last);
    begun.resolve(scan);
    for (const { end } of shown.values()) end();
    return scan;
  }

  const last = toEnd();
  last.catch(begun.reject);
  let isOver = false;
  void last.finally(() => (isOver = true)).catch(() => undefined); // whoever awaits `last` hears of it
  return {
    begun: begun.promise,
    last,
    async untilEnded(region, show) {
      if (isOver) return;
      await new Promise<void>((end) => shown.set(region, { show, end }));
    },
  };
}

function required(scan: WatchedScan | undefined): WatchedScan {
  if (!scan) throw new Error('the subscription ended before the scan began');
  return scan;
}

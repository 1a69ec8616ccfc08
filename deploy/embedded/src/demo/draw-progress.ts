import { Listr, PRESET_TIMER } from 'listr2';
import { regionLine, required, type ShowProgress } from './print-progress.ts';
import type { WatchedRegion, WatchedScan } from './watch-scan.ts';

const ended = ['DONE', 'DENIED', 'THROTTLED', 'FAILED', 'SKIPPED'];

/** Draws scans in place, in a terminal: one task a scan, and below it one a region, which ends when its region does. */
export const drawProgress: ShowProgress = async (shown) => {
  const followed = shown.map(({ scans }) => follow(scans));
  const tasks = shown.map(({ title }, at) => ({
    title,
    task: async (_context: unknown, task: { newListr: (tasks: object[], options: object) => Listr }) => {
      const { regions } = await followed[at]!.begun;
      const drawRegion = (first: WatchedRegion) => ({
        title: regionLine(first),
        task: (_inner: unknown, inner: { title: string }) => followed[at]!.untilEnded(first.region, (region) => (inner.title = regionLine(region))),
      });
      return task.newListr(regions.map(drawRegion), { concurrent: true, rendererOptions: { collapseSubtasks: false } });
    },
  }));

  const drawing = new Listr(tasks as never, { concurrent: true, rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false } }).run();
  const [scans] = await Promise.all([Promise.all(followed.map(({ last }) => last)), drawing]);
  return scans;
};

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

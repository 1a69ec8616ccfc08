/** A scan as the fake scanner has it. */
export interface FakeScan {
  id: string;
  cloudAccountId: string;
  status: string;
  percent: number;
}

/** Scans that can be moved on, and watched: whoever watches gets the present state first. */
export interface ScanFeed {
  set(scan: FakeScan): void;
  get(id: string): FakeScan | undefined;
  watch(id: string, signal: AbortSignal): AsyncGenerator<FakeScan>;
}

/** Makes a feed in memory. Watching ends after COMPLETED, and when the signal aborts. */
export function createScanFeed(): ScanFeed {
  const scans = new Map<string, FakeScan>();
  let changed = Promise.withResolvers<void>();

  return {
    set(scan) {
      scans.set(scan.id, scan);
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
    get: (id) => scans.get(id),
    async *watch(id, signal) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      let last: FakeScan | undefined;
      while (!signal.aborted) {
        const next = changed.promise;
        const scan = scans.get(id);
        if (scan && scan !== last) {
          last = scan;
          yield scan;
          if (scan.status === 'COMPLETED') return;
          continue;
        }
        await Promise.race([next, aborted]);
      }
    },
  };
}

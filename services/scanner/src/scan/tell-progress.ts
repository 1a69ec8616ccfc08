import { scanProgressSubject, type ScanProgressed } from '@offload/contracts';
import type { Database, EventBus, Logger } from '@offload/service-kit';

/** Which scan moved on. */
export interface MovedScan {
  readonly tenantId: string;
  readonly scanId: string;
  readonly cloudAccountId: string;
}

export interface ProgressTeller {
  /** Something that a watcher would see has changed: raises the revision and broadcasts it, at most once an interval for each scan. */
  touch(scan: MovedScan): void;
  /** Broadcasts a revision that a transaction has raised already. */
  tell(scan: MovedScan, revision: number): void;
  /** Drops what waits and lets what is under way end. */
  stop(): Promise<void>;
}

export interface ProgressOptions {
  readonly database: Database;
  readonly bus: Pick<EventBus, 'broadcast'>;
  readonly log: Logger;
  /** At least so long between two revisions of a scan in this process; 250 ms when not said. */
  readonly intervalMs?: number;
}

interface Pace {
  timer: NodeJS.Timeout | undefined;
  isDue: boolean;
}

/** Tells watchers about scans, a few times a second at most: the first change at once, those that follow together. */
export function createProgressTeller({ database, bus, log, intervalMs = 250 }: ProgressOptions): ProgressTeller {
  const paces = new Map<string, Pace>();
  const raising = new Set<Promise<void>>();
  let stopped = false;

  const tell = ({ tenantId, scanId, cloudAccountId }: MovedScan, revision: number): void =>
    bus.broadcast(scanProgressSubject(tenantId, scanId), { scanId, cloudAccountId, revision } satisfies ScanProgressed);

  async function raise(scan: MovedScan): Promise<void> {
    try {
      const [raised] = await database.transact(scan.tenantId, (tx) =>
        tx.query<{ revision: number }>(
          `UPDATE scan SET revision = revision + 1 WHERE tenant_id = $1 AND id = $2 AND status IN ('QUEUED', 'RUNNING') RETURNING revision`,
          [scan.tenantId, scan.scanId],
        ),
      );
      if (raised) tell(scan, raised.revision);
    } catch (error) {
      // Watchers see it with the next change; the scan itself is not concerned.
      log.warn({ err: error, scanId: scan.scanId }, 'progress was not told');
    }
  }

  function raiseNow(scan: MovedScan, pace: Pace): void {
    pace.isDue = false;
    const under = raise(scan).finally(() => raising.delete(under));
    raising.add(under);

    pace.timer = setTimeout(() => {
      if (pace.isDue) raiseNow(scan, pace);
      else paces.delete(scan.scanId);
    }, intervalMs);
  }

  return {
    touch(scan) {
      if (stopped) return;

      const pace = paces.get(scan.scanId);
      if (pace) {
        pace.isDue = true;
        return;
      }
      const fresh: Pace = { timer: undefined, isDue: false };
      paces.set(scan.scanId, fresh);
      raiseNow(scan, fresh);
    },
    tell,
    async stop() {
      stopped = true;
      for (const { timer } of paces.values()) clearTimeout(timer);
      paces.clear();
      await Promise.all(raising);
    },
  };
}

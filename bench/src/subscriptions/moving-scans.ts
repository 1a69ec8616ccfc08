import { setTimeout as delay } from 'node:timers/promises';

const at = '2026-01-01T00:00:00.000Z';

/** The time in milliseconds, as far as it fits an Int. Both ends are on one machine, so that their clock is one. */
export const stampNow = (): number => Date.now() % 1_000_000_000;

/** A scan in the state of this moment, which its count of assets says. */
export const scanOf = (id: string) => ({
  id,
  type: 'FULL',
  status: 'RUNNING',
  trigger: 'MANUAL',
  queuedAt: at,
  startedAt: at,
  progress: { percent: 42, jobsTotal: 210, jobsDone: 88, jobsFailed: 0, assets: stampNow(), findings: 678 },
  cloudAccount: { id: `account-of-${id}` },
  regions: Array.from({ length: 17 }, (_one, n) => ({ region: `region-${n}`, status: 'RUNNING', jobsTotal: 12, jobsDone: n % 12, jobsFailed: 0 })),
  gaps: [],
});

/** The states of a scan, the present one first and then some a second, each scan at moments of its own. Ends when the signal aborts. */
export async function* watchScan(id: string, perSecond: number, signal: AbortSignal): AsyncGenerator<{ scanUpdated: unknown }> {
  const everyMs = 1000 / perSecond;
  let next = Date.now() + Math.random() * everyMs;
  while (!signal.aborted) {
    yield { scanUpdated: scanOf(id) };
    await delay(Math.max(0, next - Date.now()), undefined, { signal }).catch(() => undefined);
    next += everyMs;
  }
}

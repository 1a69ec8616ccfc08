import type { RegionTotals } from './scan-progress.repository.ts';

export type RegionStatus = 'QUEUED' | 'RUNNING' | 'DONE' | 'DENIED' | 'THROTTLED' | 'FAILED' | 'SKIPPED';

/** How a region stands, by what its jobs add up to. Of several reasons the one that a person can do most about is told; the gaps tell all. */
export function regionStatus({ jobs, begun, ended, failed, cancelled, sawNothing, reasons }: RegionTotals): RegionStatus {
  if (ended < jobs) return begun > 0 || ended > 0 ? 'RUNNING' : 'QUEUED';
  if (cancelled > 0) return 'SKIPPED';

  const isBlind = sawNothing === jobs;
  if (isBlind && reasons.length > 0 && reasons.every((reason) => reason === 'REGION_NOT_ENABLED')) return 'SKIPPED';
  if (reasons.includes('DENIED')) return 'DENIED';
  if (reasons.includes('THROTTLED')) return 'THROTTLED';
  return failed > 0 || (isBlind && reasons.length > 0) ? 'FAILED' : 'DONE';
}

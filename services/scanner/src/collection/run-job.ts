import { collect, type PageObservation } from '../collector/collect.ts';
import { collectNativeFindings } from '../collector/collect-native-findings.ts';
import { RegionNotEnabled } from '../collector/region-not-enabled.ts';
import type { CloudSession } from '../collector/session.ts';
import type { JobOutput, JobScope } from './collection.ts';
import { checksOn, plannedService } from './plan-services.ts';

export interface RunJobOptions {
  readonly session: CloudSession;
  /** Looked at before every page and every call; requests under way are left behind. */
  readonly signal: AbortSignal;
  /** When resources are judged. */
  readonly now: Date;
  /** Hears of every page: for metrics. */
  readonly onPage?: (observation: PageObservation) => void;
}

/**
 * Looks at one job's whole scope, page by page: memory holds one page. Whatever the provider refuses is a gap in what it yields. Throws
 * `LeaseExpired` when the lease no longer holds, the signal's reason once it aborts, and what we broke ourselves.
 */
export async function* runJob(scope: JobScope, options: RunJobOptions): AsyncGenerator<JobOutput> {
  const { collectors, nativeSources, resourceTypes } = plannedService(scope);
  const run = { ...options, region: scope.region };
  try {
    for (const collector of collectors) yield* collect(collector, checksOn(collector.resource.type), run);
    for (const source of nativeSources) yield* collectNativeFindings(source, run);
  } catch (error) {
    if (!(error instanceof RegionNotEnabled)) throw error;
    // Whatever else the job would ask is off in that region too.
    const { action, message } = error;
    yield { kind: 'gap', gap: { region: scope.region, action, reason: 'REGION_NOT_ENABLED', message, resourceTypes } };
  }
}

import type { GraphClient } from './graph-client.ts';

/** A scan, as the demo watches it. */
export interface WatchedScan {
  id: string;
  status: string;
  progress: { jobsTotal: number; jobsDone: number; percent: number; assets: number; findings: number };
  regions: WatchedRegion[];
}

export interface WatchedRegion {
  region: string;
  status: string;
  jobsTotal: number;
  jobsDone: number;
  assets: number;
  findings: number;
}

const terminal = ['COMPLETED', 'PARTIAL', 'FAILED', 'CANCELLED'];

/** The first scan of an account, from the moment that there is one until it ended. One selection, answered by three subgraphs. */
export async function* watchFirstScan(graph: GraphClient, cloudAccountId: string): AsyncGenerator<WatchedScan> {
  const updates = graph.subscribe<{ scanUpdated: WatchedScan }>(
    `subscription ($cloudAccountId: ID!) {
       scanUpdated(cloudAccountId: $cloudAccountId) {
         id
         status
         progress { jobsTotal jobsDone percent assets findings }
         regions { region status jobsTotal jobsDone assets findings }
         cloudAccount { name assetCounts { total } }
       }
     }`,
    { cloudAccountId },
  );
  for await (const { scanUpdated } of updates) {
    yield scanUpdated;
    if (terminal.includes(scanUpdated.status)) return;
  }
}

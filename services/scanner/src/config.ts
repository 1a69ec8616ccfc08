import { subgraphVariables } from '@offload/service-kit';
import { z } from 'zod';

const count = (most: number) => z.coerce.number().int().min(1).max(most);

/** The environment of the scanner. */
export const configSchema = z.object({
  ...subgraphVariables('scanner', 4003),
  CREDENTIALS_URL: z.url().describe('Where the credentials service answers internal calls'),
  INVENTORY_URL: z.url().describe('Where the inventory service answers internal calls'),
  SCAN_WORKERS: count(256).default(8).describe('How many jobs one replica runs at once'),
  SCAN_WINDOW: count(10_000).default(64).describe('How many jobs are released to the work queue or running at once, over all replicas'),
  SCAN_WINDOW_PER_ACCOUNT: count(1_000).default(16).describe('How many of those may be of one cloud account'),
  JOB_CLAIM_SECONDS: count(600).default(15).describe('How long a job stays with a worker that no longer says it is alive'),
  JOB_RELEASE_SECONDS: count(3_600).default(30).describe('After how long a released job that no worker took is released again'),
  JOB_FAILURES_ALLOWED: count(100).default(5).describe('How many attempts of a job may fail for its own sake before it is given up'),
});

export type Config = z.infer<typeof configSchema>;

/** What the engine reads of the configuration. */
export type EngineConfig = Pick<
  Config,
  'SCAN_WORKERS' | 'SCAN_WINDOW' | 'SCAN_WINDOW_PER_ACCOUNT' | 'JOB_CLAIM_SECONDS' | 'JOB_RELEASE_SECONDS' | 'JOB_FAILURES_ALLOWED'
>;

import { EntitySchema } from 'typeorm';

/** RELEASED: a message of the work queue names it. DONE and FAILED: it ended, having seen something or nothing. */
export type JobStatus = 'QUEUED' | 'RELEASED' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';

export interface JobRow {
  tenantId: string;
  id: string;
  scanId: string;
  cloudAccountId: string;
  /** The provider service that it looks at: `ec2`. */
  service: string;
  /** A region, or `global`. */
  region: string;
  /** Where it stands among the jobs of its scan. */
  position: number;
  status: JobStatus;
  /** Goes up with every release: the fencing token. Whoever holds an older one can no longer write. */
  attempt: number;
  /** Attempts that failed for the job's own sake, or whose worker died. */
  failures: number;
  /** Times that it was put back since something of ours, or of the provider, was not there: only lengthens the pause. */
  deferrals: number;
  claimedBy: string | null;
  claimedUntil: Date | null;
  releasedAt: Date | null;
  /** Not before this. */
  retryAt: Date;
  finishedAt: Date | null;
  assets: number;
  findings: number;
  /** It saw nothing: what makes a scan FAILED when all jobs say so. */
  sawNothing: boolean;
}

/** Which attempt speaks. */
export interface Attempt {
  readonly jobId: string;
  readonly attempt: number;
}

export const jobEntity = new EntitySchema<JobRow>({
  name: 'job',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    scanId: { type: 'uuid' },
    cloudAccountId: { type: 'uuid' },
    service: { type: 'text' },
    region: { type: 'text' },
    position: { type: 'integer' },
    status: { type: 'text' },
    attempt: { type: 'integer' },
    failures: { type: 'integer' },
    deferrals: { type: 'integer' },
    claimedBy: { type: 'text', nullable: true },
    claimedUntil: { type: 'timestamptz', precision: 3, nullable: true },
    releasedAt: { type: 'timestamptz', precision: 3, nullable: true },
    retryAt: { type: 'timestamptz', precision: 3 },
    finishedAt: { type: 'timestamptz', precision: 3, nullable: true },
    assets: { type: 'integer' },
    findings: { type: 'integer' },
    sawNothing: { type: 'boolean' },
  },
});

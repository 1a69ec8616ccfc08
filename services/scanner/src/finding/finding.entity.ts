import { EntitySchema } from 'typeorm';

/** From the least to the worst: the index is the rank that findings are ordered by. */
export const severities = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

export type FindingSource = 'POSTURE' | 'AWS_SECURITY_HUB' | 'AWS_GUARDDUTY';
export type Evaluation = 'FAIL' | 'UNKNOWN';
export type FindingStatus = 'OPEN' | 'RESOLVED' | 'SUPPRESSED';

export interface FindingRow {
  tenantId: string;
  id: string;
  cloudAccountId: string;
  /** The check that says so; null for a native finding. */
  checkId: string | null;
  /** What the check judges; null for a native finding. */
  resourceType: string | null;
  sources: FindingSource[];
  severityRank: number;
  evaluation: Evaluation;
  status: FindingStatus;
  title: string;
  message: string;
  /** Of a native finding; a check has its own. */
  remedy: string | null;
  assetId: string | null;
  region: string | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** Which scan, and which attempt of its job, saw it last. */
  scanSeq: number;
  jobAttempt: number;
}

export const findingEntity = new EntitySchema<FindingRow>({
  name: 'finding',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    cloudAccountId: { type: 'uuid' },
    checkId: { type: 'text', nullable: true },
    resourceType: { type: 'text', nullable: true },
    sources: { type: 'text', array: true },
    severityRank: { type: 'smallint' },
    evaluation: { type: 'text' },
    status: { type: 'text' },
    title: { type: 'text' },
    message: { type: 'text' },
    remedy: { type: 'text', nullable: true },
    assetId: { type: 'uuid', nullable: true },
    region: { type: 'text', nullable: true },
    firstSeenAt: { type: 'timestamptz', precision: 3 },
    lastSeenAt: { type: 'timestamptz', precision: 3 },
    scanSeq: { type: 'integer' },
    jobAttempt: { type: 'integer' },
  },
});

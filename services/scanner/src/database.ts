import type { EntitySchema } from 'typeorm';
import { cloudAccountEntity } from './cloud-account/cloud-account.entity.ts';
import { findingEntity } from './finding/finding.entity.ts';
import { jobEntity } from './job/job.entity.ts';
import { CreateScans1764000000001 } from './migrations/1764000000001-create-scans.ts';
import { CreateFindings1764000000002 } from './migrations/1764000000002-create-findings.ts';
import { gapEntity } from './scan/gap.entity.ts';
import { scanEntity } from './scan/scan.entity.ts';

// EntitySchema<T> is invariant in T: a list of several kinds of entity has no narrower type.
export const entities: EntitySchema<any>[] = [cloudAccountEntity, scanEntity, jobEntity, gapEntity, findingEntity];

/** In the order in which they run. */
export const migrations = [CreateScans1764000000001, CreateFindings1764000000002];

import { describe, expect, it } from '@jest/globals';
import { regionStatus } from './region-status.ts';
import type { RegionTotals } from './scan-progress.repository.ts';

const of = (over: Partial<RegionTotals>): RegionTotals => ({
  scanId: 's',
  region: 'us-east-1',
  jobs: 2,
  begun: 2,
  ended: 2,
  failed: 0,
  cancelled: 0,
  sawNothing: 0,
  assets: 0,
  findings: 0,
  reasons: [],
  ...over,
});

describe('how a region stands', () => {
  it.each([
    ['QUEUED', 'nothing has begun', { begun: 0, ended: 0 }],
    ['RUNNING', 'one job runs', { begun: 1, ended: 0 }],
    ['RUNNING', 'one job has ended and one waits', { begun: 1, ended: 1 }],
    ['DONE', 'everything was seen', {}],
    ['DENIED', 'something may not be read', { reasons: ['THROTTLED', 'DENIED'] }],
    ['THROTTLED', 'the provider slowed us down', { reasons: ['THROTTLED', 'PROVIDER_ERROR'] }],
    ['FAILED', 'a job was given up', { failed: 1, sawNothing: 1, reasons: ['INTERNAL'] }],
    ['FAILED', 'nothing answered', { sawNothing: 2, reasons: ['UNREACHABLE'] }],
    ['FAILED', 'nothing can be asked', { sawNothing: 2, reasons: ['NOT_ENABLED'] }],
    ['SKIPPED', 'the region is off', { sawNothing: 2, reasons: ['REGION_NOT_ENABLED'] }],
    ['SKIPPED', 'the scan was cancelled on the way', { begun: 1, cancelled: 1 }],
    ['DONE', 'a service is not switched on', { sawNothing: 1, reasons: ['NOT_ENABLED'] }],
  ] as const)('is %s when %s', (status, _when, over) => {
    expect(regionStatus(of({ ...over, reasons: [...('reasons' in over ? over.reasons : [])] }))).toBe(status);
  });
});

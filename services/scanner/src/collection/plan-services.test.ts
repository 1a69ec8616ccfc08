import { describe, expect, it } from '@jest/globals';
import { scannedProviders } from '../clouds/clouds.ts';
import { collectors } from '../collectors/registry.generated.ts';
import { groupByService, planServices, plannedService } from './plan-services.ts';

describe('planned services', () => {
  it('see every declared type in exactly one job', () => {
    const types = scannedProviders.flatMap(planServices).flatMap(({ resourceTypes }) => resourceTypes);
    expect(types.toSorted()).toEqual(collectors.map(({ resource }) => resource.type).toSorted());
  });

  it('are account-wide on AWS for IAM alone', () => {
    const accountWide = planServices('AWS').filter(({ scope }) => scope === 'global');
    expect(accountWide.map(({ service }) => service)).toEqual(['iam']);
  });

  it('cannot be both regional and account-wide', () => {
    const [first] = collectors;
    const other = { ...first!, scope: first!.scope === 'global' ? ('region' as const) : ('global' as const) };
    expect(() => groupByService([first!, other], [])).toThrow('both regional and global');
  });

  it('do not include what no collector sees', () => {
    expect(() => plannedService({ provider: 'AWS', service: 'braket' })).toThrow('braket');
  });
});

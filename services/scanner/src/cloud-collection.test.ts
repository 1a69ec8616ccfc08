import { describe, expect, it } from '@jest/globals';
import { cloudRegions, credentialsApi } from '@offload/contracts';
import { cloudCollection, knownChecks } from './cloud-collection.ts';
import { scannedProviders } from './clouds/clouds.ts';
import { severities } from './finding/finding.entity.ts';

describe.each(scannedProviders)('the collectors of %s, as the engine sees them', (provider) => {
  const collection = cloudCollection();

  it('look at account-wide services once and at regional ones in every region', () => {
    const [one, other] = cloudRegions[provider].curated as [string, string];
    const jobs = collection.planJobs(provider, [one, other]);
    const of = (region: string) => jobs.filter((job) => job.region === region).map(({ service }) => service);

    expect(of('global').length).toBeGreaterThan(0);
    expect(of(one).length).toBeGreaterThan(1);
    expect(of(other)).toEqual(of(one));
    expect(of('global').filter((service) => of(one).includes(service))).toEqual([]);
  });

  it('ask for leases that credentials can give', () => {
    const id = '019a0000-0000-7000-8000-000000000000';
    for (const scope of collection.planJobs(provider, [cloudRegions[provider].primary])) {
      const { region, signingNames, actions } = collection.needsOf(scope);
      const asked = credentialsApi.endpoints.lease.input.safeParse({ cloudAccountId: id, scanId: id, jobId: id, region, signingNames, actions });
      expect(asked.success).toBe(true);
      expect(region).not.toBe('global');
    }
  });

  it('have checks with a severity that the graph knows, on types that some job sees', () => {
    const types = new Set(collection.planJobs(provider, [cloudRegions[provider].primary]).flatMap((scope) => collection.needsOf(scope).resourceTypes));
    const checks = knownChecks.filter(({ id }) => id.startsWith(`${provider.toLowerCase()}.`));
    expect(checks.length).toBeGreaterThanOrEqual(15);
    for (const check of checks) {
      expect(severities).toContain(check.severity);
      expect(types).toContain(check.resourceType);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { credentialsApi } from '@offload/contracts';
import { awsChecks, awsCollection } from './aws-collection.ts';
import { severities } from './finding/finding.entity.ts';

describe('the collectors of AWS, as the engine sees them', () => {
  const collection = awsCollection();

  it('look at account-wide services once and at regional ones in every region', () => {
    const jobs = collection.planJobs(['us-east-1', 'eu-west-1']);
    const of = (region: string) => jobs.filter((job) => job.region === region).map(({ service }) => service);

    expect(of('global')).toEqual(expect.arrayContaining(['iam']));
    expect(of('us-east-1')).toEqual(expect.arrayContaining(['ec2', 'rds']));
    expect(of('eu-west-1')).toEqual(of('us-east-1'));
    expect(of('global').filter((service) => of('us-east-1').includes(service))).toEqual([]);
  });

  it('ask for leases that credentials can give', () => {
    const id = '019a0000-0000-7000-8000-000000000000';
    for (const scope of collection.planJobs(['eu-west-1'])) {
      const { region, signingNames, actions } = collection.needsOf(scope);
      const asked = credentialsApi.endpoints.lease.input.safeParse({ cloudAccountId: id, scanId: id, jobId: id, region, signingNames, actions });
      expect(asked.success).toBe(true);
      expect(region).not.toBe('global');
    }
  });

  it('have checks with a severity that the graph knows, on types that some job sees', () => {
    const types = new Set(collection.planJobs(['eu-west-1']).flatMap((scope) => collection.needsOf(scope).resourceTypes));
    expect(awsChecks.length).toBeGreaterThanOrEqual(25);
    for (const check of awsChecks) {
      expect(severities).toContain(check.severity);
      expect(types).toContain(check.resourceType);
    }
  });
});

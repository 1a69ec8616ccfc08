import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signingKeys, simulatedAws, type SimulatedAws } from '../../clouds/aws/testing/simulated-aws.ts';
import { planServices } from '../../collection/plan-services.ts';
import { LeaseExpired } from '../../collector/lease-expired.ts';
import { firstRegionOf, runAll, runService, type Yielded } from '../testing/run-jobs.ts';

const home = 'us-east-1';
const abroad = 'eu-central-1';

let aws: SimulatedAws;
beforeAll(async () => {
  aws = await simulatedAws(300, [home, abroad]);
});
afterAll(() => aws.simulator.stop());

describe('a full scan of AWS', () => {
  let seen: Yielded;
  beforeAll(async () => {
    await aws.simulator.clearRecorded();
    seen = await runAll(aws);
  });

  it('finds every role, the one that lets the platform in among them', async () => {
    const { role } = await aws.counts();
    const names = seen.assets.filter(({ type }) => type === 'aws.iam.role').map(({ name }) => name);

    expect(names).toHaveLength(role! + 1);
    expect(names).toContain('OffloadSecurityScanner');
  });

  it('describes every key that KMS lists', async () => {
    const { key } = await aws.counts();
    const recorded = await aws.simulator.recorded({ accountId: aws.accountId });
    const described = recorded.filter(({ operation }) => operation === 'kms:DescribeKey').reduce((sum, { count }) => sum + count, 0);

    expect(described).toBe(key);
    expect(seen.assets.filter(({ type }) => type === 'aws.kms.key').length).toBeGreaterThan(0);
  });

  it('reads the findings of this account and region only, under the id of their origin', () => {
    const idsOf = (source: string): string[] => seen.findings.filter((finding) => finding.source === source).map(({ nativeId }) => nativeId);
    const retold = idsOf('AWS_SECURITY_HUB').filter((id) => id.startsWith('arn:aws:guardduty:'));

    expect(retold.length).toBeGreaterThan(0);
    expect(idsOf('AWS_GUARDDUTY').filter((id) => retold.includes(id)).length).toBeGreaterThan(0);
    for (const { nativeId, region } of seen.findings) expect(nativeId).toContain(`:${region}:${aws.accountId}:`);
  });
});

describe('a lease of signing keys', () => {
  it('sees what a session sees, without the secret', async () => {
    const { accountId } = aws;
    const { accessKeys } = await aws.simulator.putUser({
      accountId,
      userName: 'scanner',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
    });
    for (const { service } of planServices('AWS')) {
      const region = firstRegionOf(aws, service);
      const lease = signingKeys(accessKeys[0]!, new Date(), home, [service]);
      const bySession = await runService(aws, service, region);
      expect(await runService(aws, service, region, { lease })).toEqual(bySession);
    }
    await aws.simulator.deleteUser({ accountId, userName: 'scanner' });
  });

  it('is over when the day has no key', async () => {
    const lease = signingKeys({ accessKeyId: 'AKIAANYBODY', secretAccessKey: 'any' }, new Date('2020-01-01'), home, ['ec2']);
    await expect(runService(aws, 'ec2', home, { lease })).rejects.toMatchObject({ name: 'LeaseExpired', code: 'NO_SIGNING_KEY' });
  });
});

describe('a key that is no longer good', () => {
  it('is the end of the lease, not a region that is off', async () => {
    const lease = { ...aws.lease, accessKeyId: 'ASIANOBODYKNOWSTHIS1' };
    for (const region of [home, abroad]) await expect(runService(aws, 'ec2', region, { lease })).rejects.toBeInstanceOf(LeaseExpired);
  });
});

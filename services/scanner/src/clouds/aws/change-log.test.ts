import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { runService } from '../../collectors/testing/run-jobs.ts';
import { readChanges } from '../testing/read-changes.ts';
import { canary } from '../testing/simulated-cloud.ts';
import { awsChangeLog } from './change-log.ts';
import { simulatedAws, type SimulatedAws } from './testing/simulated-aws.ts';

const region = 'us-east-1';
const since = new Date(Date.now() - 80 * 86_400_000);

describe('the changes in a region', () => {
  let aws: SimulatedAws;
  beforeAll(async () => {
    aws = await simulatedAws(300, [region, 'eu-central-1']);
  });
  afterEach(async () => {
    await aws.simulator.faults.clear();
    await describeLatest(null);
  });
  afterAll(() => aws.simulator.stop());

  /** Changes what CloudTrail says of the latest event; null undoes it. */
  const describeLatest = (fields: Record<string, unknown> | null): Promise<void> =>
    aws.simulator.override({ accountId: aws.accountId, type: 'event', region, index: 0, fields });
  const instance = (name: string) => [{ ResourceType: 'AWS::EC2::Instance', ResourceName: name }];
  const changes = (options = {}) => readChanges(awsChangeLog, aws.open(region, options), { since });

  it('are those that CloudTrail has, on all pages, the latest first, without what people sent', async () => {
    const seen = await changes({ pageSize: 5 });
    const calls = await aws.simulator.recorded({ accountId: aws.accountId });

    expect(calls.find(({ operation }) => operation === 'cloudtrail:LookupEvents')?.count).toBeGreaterThan(2);
    expect(seen.length).toBeGreaterThan(10);
    const times = seen.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(Math.min(...times)).toBeGreaterThan(since.getTime() - 86_400_000);
    expect(JSON.stringify(seen)).not.toContain(canary);
  });

  it('name resources as the collectors do', async () => {
    const refs = new Set<string>();
    for (const service of ['ec2', 's3', 'rds', 'lambda'])
      for (const place of aws.regions) for (const { providerRef } of (await runService(aws, service, place)).assets) refs.add(providerRef);
    const seen = await changes();
    expect(new Set(seen.map(({ action }) => action)).size).toBeGreaterThan(3);
    expect(seen.filter(({ resourceRef }) => !refs.has(resourceRef))).toEqual([]);
  });

  it('are not those of another region', async () => {
    const seen = await readChanges(awsChangeLog, aws.open('eu-central-1'), { since });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter(({ resourceRef }) => resourceRef.includes(region))).toEqual([]);
  });

  it('leave out what failed, who signed in, and what the platform does not keep', async () => {
    const all = await changes();
    for (const fields of [
      { EventName: 'StopInstances', Resources: instance('i-1'), CloudTrailEvent: '{"errorCode":"Client.UnauthorizedOperation"}' },
      { EventName: 'ConsoleLogin', EventSource: 'signin.amazonaws.com', Resources: [{ ResourceType: 'AWS::IAM::User', ResourceName: 'ada' }] },
      { EventName: 'CreateKeyPair', Resources: [{ ResourceType: 'AWS::EC2::KeyPair', ResourceName: 'key' }] },
      { EventName: 'StopInstances', Resources: [] },
    ]) {
      await describeLatest(fields);
      expect(await changes()).toEqual(all.filter(({ at }) => at < all[0]!.at));
    }
  });

  it('say of each resource of an event that it was changed, once', async () => {
    const { accountId } = aws;
    const Resources = [
      ...instance('i-1'),
      ...instance('i-1'),
      ...instance('i-2'),
      { ResourceType: 'AWS::IAM::Role', ResourceName: `arn:aws:iam::${accountId}:role/path/r` },
    ];
    await describeLatest({ EventName: 'StopInstances', EventSource: 'ec2.amazonaws.com', Resources });
    expect((await changes()).slice(0, 3)).toMatchObject([
      { action: 'ec2:StopInstances', resourceRef: `arn:aws:ec2:${region}:${accountId}:instance/i-1`, kind: 'created-or-changed' },
      { resourceRef: `arn:aws:ec2:${region}:${accountId}:instance/i-2` },
      { resourceRef: `arn:aws:iam::${accountId}:role/path/r` },
    ]);
  });

  it.each([
    ['TerminateInstances', 'AWS::EC2::Instance', 'i-1', 'deleted'],
    ['DeleteFunction20150331', 'AWS::Lambda::Function', 'f', 'deleted'],
    ['DeleteBucket', 'AWS::S3::Bucket', 'b', 'deleted'],
    ['DeleteBucketPolicy', 'AWS::S3::Bucket', 'b', 'created-or-changed'],
    ['DeleteUserPolicy', 'AWS::IAM::User', 'u', 'created-or-changed'],
  ])('take %s of %s %s for %s', async (EventName, ResourceType, ResourceName, kind) => {
    await describeLatest({ EventName, EventSource: 'any.amazonaws.com', Resources: [{ ResourceType, ResourceName }] });
    expect((await changes())[0]).toMatchObject({ kind });
  });

  it('are not seen without the permission, which is named', async () => {
    await aws.simulator.faults.set([{ match: { action: 'cloudtrail:LookupEvents' }, effect: 'deny' }]);
    const session = aws.open(region);
    const error: unknown = await readChanges(awsChangeLog, session, { since }).catch((refused: unknown) => refused);
    expect((await session.explain(error)).failure).toMatchObject({ kind: 'gap', reason: 'DENIED', action: 'LookupEvents' });
  });
});

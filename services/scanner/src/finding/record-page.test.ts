import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { assetIdOf } from '@offload/contracts';
import { unseenRef, type Judgement, type NativeFinding } from '../collection/collection.ts';
import { volumeType } from '../testing/estate.ts';
import { scannerWorld, type ScannerWorld, type TenantOfTest } from '../testing/scanner-world.ts';
import { FindingBulkRepository, type JudgedScope, type SweptSource } from './finding-bulk.repository.ts';
import { recordPage } from './record-page.ts';

const region = 'eu-west-1';

const judged = (outcome: Judgement['outcome'], name = 'v', message: string = outcome): Judgement => ({
  checkId: 'aws.ec2.volume-encrypted',
  providerRef: `arn:${name}`,
  region,
  outcome,
  message,
});

const native = (source: NativeFinding['source'], over: Partial<NativeFinding> = {}): NativeFinding => ({
  source,
  nativeId: 'detector/1/finding/2',
  severity: 'HIGH',
  title: `said by ${source}`,
  message: 'someone mines',
  remedy: null,
  providerRef: 'arn:instance',
  region,
  ...over,
});

describe('recording what a page says', () => {
  let world: ScannerWorld;
  let tenant: TenantOfTest;
  let cloudAccountId: string;
  beforeAll(async () => {
    world = await scannerWorld();
  });
  afterAll(() => world.drop());
  beforeEach(async () => {
    tenant = world.tenant();
    cloudAccountId = await tenant.cloudAccount();
  });

  const sighting = (scanSeq: number, jobAttempt = 1) => ({ cloudAccountId, scanSeq, jobAttempt, at: new Date(2026, 0, scanSeq, jobAttempt) });
  const record = (scanSeq: number, judgements: Judgement[], said: NativeFinding[] = [], attempt = 1) =>
    world.database.transact(tenant.id, (tx) => recordPage(tx, world.ctx.checks, sighting(scanSeq, attempt), { judgements, native: said }));
  const sweep = (scanSeq: number, scope: Partial<JudgedScope>, attempt = 1) => {
    const judged = { resourceType: volumeType, region: null, isIndexed: false, goneBefore: scanSeq, ...scope };
    return world.database.transact(tenant.id, (tx) => new FindingBulkRepository(tx, sighting(scanSeq, attempt)).resolveUnseen([judged]));
  };
  const sweepNative = (scanSeq: number, source: SweptSource['source']) =>
    world.database.transact(tenant.id, (tx) => new FindingBulkRepository(tx, sighting(scanSeq)).resolveUnseenNative({ source, region }));
  const only = async () => {
    const findings = await tenant.findings();
    expect(findings).toHaveLength(1);
    return findings[0]!;
  };

  it('keeps the id and the first sighting of a finding from scan to scan', async () => {
    await record(1, [judged('fail', 'v', 'not encrypted')]);
    const before = await only();
    expect(before).toMatchObject({
      status: 'OPEN', evaluation: 'FAIL', sources: ['POSTURE'], severityRank: 3, title: 'Volumes are encrypted', message: 'not encrypted',
      assetId: assetIdOf(tenant.id, cloudAccountId, 'arn:v'), region, firstSeenAt: sighting(1).at,
    });

    await record(2, [judged('fail', 'v', 'still not encrypted')]);
    expect(await only()).toEqual({ ...before, message: 'still not encrypted', lastSeenAt: sighting(2).at, scanSeq: 2 });
  });

  it('resolves a finding that passes now, and opens it again when it fails again', async () => {
    await record(1, [judged('fail')]);
    await record(2, [judged('pass')]);
    expect(await only()).toMatchObject({ status: 'RESOLVED' });

    await record(3, [judged('fail')]);
    expect(await only()).toMatchObject({ status: 'OPEN', firstSeenAt: sighting(1).at });
  });

  it('resolves in a second attempt what the first one of the same scan found', async () => {
    await record(1, [judged('fail', 'a'), judged('fail', 'b')]);
    await record(1, [judged('pass', 'a')], [], 2);
    await sweep(1, { region }, 2);
    expect((await tenant.findings()).map(({ status }) => status)).toEqual(['RESOLVED', 'RESOLVED']);
  });

  it('never takes "could not see" for a pass', async () => {
    await record(1, [judged('fail')]);
    await record(2, [judged('unknown', 'v', 'not seen: ec2:DescribeVolumes')]);
    expect(await only()).toMatchObject({ status: 'OPEN', evaluation: 'UNKNOWN', message: 'not seen: ec2:DescribeVolumes' });
  });

  it('never lets an older scan overwrite what a newer one said', async () => {
    await record(2, [judged('fail', 'v', 'new')]);
    await record(1, [judged('fail', 'v', 'old')]);
    await record(1, [judged('pass')], [], 2);
    await sweep(1, {});
    expect(await only()).toMatchObject({ status: 'OPEN', message: 'new', scanSeq: 2 });
  });

  it('leaves a suppressed finding suppressed while it is seen', async () => {
    await record(1, [judged('fail')]);
    await tenant.query(`UPDATE finding SET status = 'SUPPRESSED'`);
    await record(2, [judged('fail')]);
    expect(await only()).toMatchObject({ status: 'SUPPRESSED', scanSeq: 2 });
  });

  it('resolves what was not seen in a scope that was seen whole, and nothing beside it', async () => {
    await record(1, [judged('fail', 'gone'), judged('fail', 'there'), { ...judged('fail', 'elsewhere'), region: 'us-east-1' }]);
    await record(2, [judged('fail', 'there')]);
    await sweep(2, { region });

    const statuses = new Map((await tenant.findings()).map(({ assetId, status }) => [assetId, status]));
    const statusOf = (name: string) => statuses.get(assetIdOf(tenant.id, cloudAccountId, `arn:${name}`));
    expect([statusOf('gone'), statusOf('there'), statusOf('elsewhere')]).toEqual(['RESOLVED', 'OPEN', 'OPEN']);
  });

  it('keeps the findings of a resource that an index left out for as long as inventory keeps the resource', async () => {
    await record(1, [judged('fail')]);
    await sweep(2, { isIndexed: true, goneBefore: 1 });
    expect(await only()).toMatchObject({ status: 'OPEN' });
    await sweep(3, { isIndexed: true, goneBefore: 2 });
    expect(await only()).toMatchObject({ status: 'RESOLVED' });
  });

  it('resolves that a type was not seen as soon as an index shows it', async () => {
    await record(1, [{ ...judged('unknown'), providerRef: unseenRef(volumeType, region) }]);
    await sweep(2, { isIndexed: true, goneBefore: 0 });
    expect(await only()).toMatchObject({ status: 'RESOLVED' });
  });

  it('names no asset for a type that could not be enumerated', async () => {
    await record(1, [{ ...judged('unknown'), providerRef: unseenRef(volumeType, region) }]);
    expect(await only()).toMatchObject({ assetId: null, evaluation: 'UNKNOWN' });
  });

  it('takes the same resource twice in a page for one', async () => {
    await record(1, [judged('fail', 'v', 'first'), judged('fail', 'v', 'second')]);
    expect(await only()).toMatchObject({ message: 'second' });
  });

  it.each([
    ['AWS_GUARDDUTY', 'AWS_SECURITY_HUB'],
    ['AWS_SECURITY_HUB', 'AWS_GUARDDUTY'],
  ] as const)('shows what %s and then %s say as one finding, in the words of the one that found it', async (first, second) => {
    await record(1, [], [native(first)]);
    await record(1, [], [native(second)]);

    const finding = await only();
    expect([...finding.sources].sort()).toEqual(['AWS_GUARDDUTY', 'AWS_SECURITY_HUB']);
    expect(finding).toMatchObject({ title: 'said by AWS_GUARDDUTY', checkId: null, severityRank: 3, status: 'OPEN' });
  });

  it('keeps a native finding open until its last source no longer names it', async () => {
    await record(1, [], [native('AWS_GUARDDUTY')]);
    await record(1, [], [native('AWS_SECURITY_HUB')]);

    await record(2, [], [native('AWS_SECURITY_HUB')]);
    await sweepNative(2, 'AWS_GUARDDUTY');
    expect(await only()).toMatchObject({ status: 'OPEN', sources: ['AWS_SECURITY_HUB'] });

    await sweepNative(3, 'AWS_SECURITY_HUB');
    expect(await only()).toMatchObject({ status: 'RESOLVED' });
  });

  it('resolves a finding that both its sources let go of at the same time', async () => {
    await record(1, [], [native('AWS_GUARDDUTY')]);
    await record(1, [], [native('AWS_SECURITY_HUB')]);
    await Promise.all([sweepNative(2, 'AWS_GUARDDUTY'), sweepNative(2, 'AWS_SECURITY_HUB')]);
    expect(await only()).toMatchObject({ status: 'RESOLVED' });
  });

  it('touches no finding of another tenant', async () => {
    await record(1, [judged('fail')], [native('AWS_GUARDDUTY')]);
    const before = await tenant.findings();

    const other = world.tenant();
    await world.database.transact(other.id, async (tx) => {
      const foreign = new FindingBulkRepository(tx, sighting(9));
      await foreign.resolve(before.map(({ id }) => id));
      await foreign.resolveUnseen([{ resourceType: volumeType, region: null, isIndexed: false, goneBefore: 9 }]);
      await foreign.resolveUnseenNative({ source: 'AWS_GUARDDUTY', region: null });
    });
    expect(await other.findings()).toEqual([]);
    expect(await tenant.findings()).toEqual(before);
  });
});

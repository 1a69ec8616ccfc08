/** Lists over the wire: every page found, nothing twice, tokens that cannot be made up. */
import { paginateLookupEvents, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  paginateDescribeInstances,
  paginateDescribeSecurityGroups,
  paginateDescribeSnapshots,
  paginateDescribeSubnets,
  paginateDescribeVolumes,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, paginateDescribeImages, paginateDescribeRepositories } from '@aws-sdk/client-ecr';
import { ListClustersCommand, paginateListClusters } from '@aws-sdk/client-eks';
import { ListDetectorsCommand, ListFindingsCommand, paginateListFindings } from '@aws-sdk/client-guardduty';
import { ListUsersCommand, paginateGetAccountAuthorizationDetails, paginateListRoles, paginateListUsers } from '@aws-sdk/client-iam';
import { ListKeysCommand, paginateListKeys } from '@aws-sdk/client-kms';
import { ListFunctionsCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand, paginateDescribeDBInstances, paginateDescribeDBSnapshots } from '@aws-sdk/client-rds';
import { GetResourcesCommand, paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import { ListBucketsCommand, paginateListBuckets } from '@aws-sdk/client-s3';
import { GetFindingsCommand, paginateGetFindings } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EstateCounts } from '../control.ts';
import { startSimulator, type Simulator } from '../simulator.ts';
import { assumeScanner, clientsFor, customerAccountId, externalId, refusalOf, type Clients, type Credentials } from './testing/sdk.ts';

const region = 'us-east-1';
let simulator: Simulator;
let session: Credentials;
let clients: Clients;
let counts: EstateCounts;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'paging', size: 6000, accounts: [{ accountId: customerAccountId }] });
  await simulator.applyOnboarding({ accountId: customerAccountId, externalId, principalArn: simulator.platform.principalArn });
  session = await assumeScanner(simulator);
  clients = clientsFor(simulator.endpoint, session, region);
  counts = await simulator.counts(customerAccountId);
});
afterAll(() => simulator.stop());

async function collect<P>(
  pages: AsyncIterable<P>,
  read: (page: P) => (string | undefined)[] | undefined,
): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let count = 0;
  for await (const page of pages) {
    ids.push(...(read(page) ?? []).map((id) => id ?? ''));
    count++;
  }
  return { ids, pages: count };
}

describe('every page is found', () => {
  it.each<[string, () => Promise<{ ids: string[]; pages: number }>]>([
    [
      'instance',
      () =>
        collect(paginateDescribeInstances({ client: clients.ec2, pageSize: 17 }, {}), ({ Reservations }) =>
          Reservations?.flatMap(({ Instances }) => Instances!.map(({ InstanceId }) => InstanceId)),
        ),
    ],
    [
      'volume',
      () =>
        collect(paginateDescribeVolumes({ client: clients.ec2, pageSize: 40 }, {}), ({ Volumes }) =>
          Volumes?.map(({ VolumeId }) => VolumeId),
        ),
    ],
    [
      'snapshot',
      () =>
        collect(paginateDescribeSnapshots({ client: clients.ec2, pageSize: 40 }, { OwnerIds: ['self'] }), ({ Snapshots }) =>
          Snapshots?.map(({ SnapshotId }) => SnapshotId),
        ),
    ],
    [
      'security-group',
      () =>
        collect(paginateDescribeSecurityGroups({ client: clients.ec2, pageSize: 5 }, {}), ({ SecurityGroups }) =>
          SecurityGroups?.map(({ GroupId }) => GroupId),
        ),
    ],
    ['vpc', () => collect(paginateDescribeVpcs({ client: clients.ec2, pageSize: 5 }, {}), ({ Vpcs }) => Vpcs?.map(({ VpcId }) => VpcId))],
    [
      'subnet',
      () =>
        collect(paginateDescribeSubnets({ client: clients.ec2, pageSize: 5 }, {}), ({ Subnets }) =>
          Subnets?.map(({ SubnetId }) => SubnetId),
        ),
    ],
    [
      'db-instance',
      () =>
        collect(paginateDescribeDBInstances({ client: clients.rds, pageSize: 20 }, {}), ({ DBInstances }) =>
          DBInstances?.map(({ DBInstanceArn }) => DBInstanceArn),
        ),
    ],
    [
      'db-snapshot',
      () =>
        collect(paginateDescribeDBSnapshots({ client: clients.rds, pageSize: 20 }, {}), ({ DBSnapshots }) =>
          DBSnapshots?.map(({ DBSnapshotArn }) => DBSnapshotArn),
        ),
    ],
    [
      'function',
      () =>
        collect(paginateListFunctions({ client: clients.lambda }, {}), ({ Functions }) => Functions?.map(({ FunctionArn }) => FunctionArn)),
    ],
    ['key', () => collect(paginateListKeys({ client: clients.kms, pageSize: 9 }, {}), ({ Keys }) => Keys?.map(({ KeyId }) => KeyId))],
    [
      'repository',
      () =>
        collect(paginateDescribeRepositories({ client: clients.ecr, pageSize: 3 }, {}), ({ repositories }) =>
          repositories?.map(({ repositoryArn }) => repositoryArn),
        ),
    ],
    ['cluster', () => collect(paginateListClusters({ client: clients.eks, pageSize: 1 }, {}), ({ clusters }) => clusters)],
  ])('%s', async (type, list) => {
    const { ids, pages } = await list();
    expect(ids.length).toBe(counts.byRegion[region]![type]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(pages).toBeGreaterThan(1);
  });

  it('images, repository by repository', async () => {
    const repositories = await clients.ecr.send(new DescribeRepositoriesCommand({ maxResults: 1000 }));
    const digests: string[] = [];
    for (const { repositoryName } of repositories.repositories!) {
      digests.push(
        ...(
          await collect(paginateDescribeImages({ client: clients.ecr, pageSize: 1 }, { repositoryName }), ({ imageDetails }) =>
            imageDetails?.map(({ imageDigest }) => imageDigest),
          )
        ).ids,
      );
    }
    expect(new Set(digests).size).toBe(counts.byRegion[region]!.image);
  });

  it('users and roles, with those that were put', async () => {
    const users = await collect(paginateListUsers({ client: clients.iam, pageSize: 50 }, {}), ({ Users }) => Users?.map(({ Arn }) => Arn));
    const roles = await collect(paginateListRoles({ client: clients.iam, pageSize: 50 }, {}), ({ Roles }) => Roles?.map(({ Arn }) => Arn));
    expect([users.ids.length, new Set(roles.ids).size]).toEqual([counts.byType.user, counts.byType.role! + 1]);
    const details = await collect(
      paginateGetAccountAuthorizationDetails({ client: clients.iam, pageSize: 100 }, {}),
      ({ UserDetailList, RoleDetailList }) => [...UserDetailList!, ...RoleDetailList!].map(({ Arn }) => Arn),
    );
    expect(new Set(details.ids)).toEqual(new Set([...users.ids, ...roles.ids]));
  });

  it('buckets, whole or by region', async () => {
    const whole = await collect(paginateListBuckets({ client: clients.s3, pageSize: 100 }, {}), ({ Buckets }) =>
      Buckets?.map(({ Name }) => Name),
    );
    expect(new Set(whole.ids).size).toBe(counts.byType.bucket);
    const here = await clients.s3.send(new ListBucketsCommand({ BucketRegion: region }));
    expect(here.Buckets!.length).toBeLessThan(whole.ids.length);
    expect(here.Buckets!.every(({ BucketRegion }) => BucketRegion === region)).toBe(true);
  });

  it('findings of GuardDuty and Security Hub, tagged resources and events', async () => {
    const { DetectorIds } = await clients.guardduty.send(new ListDetectorsCommand({}));
    const guardDuty = await collect(
      paginateListFindings({ client: clients.guardduty, pageSize: 2 }, { DetectorId: DetectorIds![0] }),
      ({ FindingIds }) => FindingIds,
    );
    const hub = await collect(paginateGetFindings({ client: clients.securityhub, pageSize: 30 }, {}), ({ Findings }) =>
      Findings?.map(({ Id }) => Id),
    );
    const tagged = await collect(
      paginateGetResources({ client: clients.tagging, pageSize: 100 }, { ResourceTypeFilters: ['ec2:instance'] }),
      ({ ResourceTagMappingList }) => ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN),
    );
    const events = await collect(paginateLookupEvents({ client: clients.cloudtrail }, {}), ({ Events }) =>
      Events?.map(({ EventId }) => EventId),
    );
    for (const { ids, pages } of [guardDuty, hub, events, tagged]) {
      expect(ids.length).toBeGreaterThan(0);
      expect(pages).toBeGreaterThan(1);
    }
    expect(new Set(guardDuty.ids).size).toBe(guardDuty.ids.length);
    expect(tagged.ids.length).toBeLessThan(counts.byRegion[region]!.instance!);
    expect(new Set(events.ids).size).toBe(events.ids.length);
  });
});

describe('a page', () => {
  it("keeps to the service's own cap", async () => {
    expect((await clients.lambda.send(new ListFunctionsCommand({ MaxItems: 1000 }))).Functions).toHaveLength(50);
    expect((await clients.iam.send(new ListUsersCommand({}))).Users).toHaveLength(100);
  });

  it('continues although a resource before it vanished', async () => {
    const first = await clients.ec2.send(new DescribeVolumesCommand({ MaxResults: 5 }));
    const second = await clients.ec2.send(new DescribeVolumesCommand({ MaxResults: 5, NextToken: first.NextToken }));
    await simulator.hide({ accountId: customerAccountId, type: 'volume', region, index: 0 });
    const again = await clients.ec2.send(new DescribeVolumesCommand({ MaxResults: 5, NextToken: first.NextToken }));
    expect(again.Volumes).toEqual(second.Volumes);
    await simulator.hide({ accountId: customerAccountId, type: 'volume', region, index: 0, hidden: false });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['ec2', () => clients.ec2.send(new DescribeInstancesCommand({ NextToken: 'x' })), 'InvalidParameterValue'],
    ['iam', () => clients.iam.send(new ListUsersCommand({ Marker: 'x' })), 'ValidationError'],
    ['rds', () => clients.rds.send(new DescribeDBInstancesCommand({ Marker: 'x' })), 'InvalidParameterValue'],
    ['lambda', () => clients.lambda.send(new ListFunctionsCommand({ Marker: 'x' })), 'InvalidParameterValueException'],
    ['kms', () => clients.kms.send(new ListKeysCommand({ Marker: 'x' })), 'InvalidMarkerException'],
    ['cloudtrail', () => clients.cloudtrail.send(new LookupEventsCommand({ NextToken: 'x' })), 'InvalidNextTokenException'],
    ['securityhub', () => clients.securityhub.send(new GetFindingsCommand({ NextToken: 'x' })), 'InvalidInputException'],
    ['tagging', () => clients.tagging.send(new GetResourcesCommand({ PaginationToken: 'x' })), 'PaginationTokenExpiredException'],
    ['ecr', () => clients.ecr.send(new DescribeRepositoriesCommand({ nextToken: 'x' })), 'InvalidParameterException'],
    ['eks', () => clients.eks.send(new ListClustersCommand({ nextToken: 'x' })), 'InvalidParameterException'],
    ['s3', () => clients.s3.send(new ListBucketsCommand({ ContinuationToken: 'x' })), 'InvalidArgument'],
    [
      'guardduty',
      async () =>
        clients.guardduty.send(
          new ListFindingsCommand({
            DetectorId: (await clients.guardduty.send(new ListDetectorsCommand({}))).DetectorIds![0],
            NextToken: 'x',
          }),
        ),
      'BadRequestException',
    ],
  ])('%s refuses a token that nobody issued', async (_service, call, code) => {
    expect((await refusalOf(call())).name).toBe(code);
  });

  it('refuses the token of another region, another list or another account', async () => {
    const { NextToken } = await clients.ec2.send(new DescribeVolumesCommand({ MaxResults: 5 }));
    const elsewhere = clientsFor(simulator.endpoint, session, 'us-west-2');
    expect((await refusalOf(elsewhere.ec2.send(new DescribeVolumesCommand({ NextToken })))).name).toBe('InvalidParameterValue');
    expect((await refusalOf(clients.ec2.send(new DescribeInstancesCommand({ NextToken })))).name).toBe('InvalidParameterValue');
    expect(
      (await refusalOf(clients.ec2.send(new DescribeVolumesCommand({ NextToken, Filters: [{ Name: 'encrypted', Values: ['true'] }] }))))
        .name,
    ).toBe('InvalidParameterValue');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['ec2 below 5', () => clients.ec2.send(new DescribeInstancesCommand({ MaxResults: 4 }))],
    ['rds below 20', () => clients.rds.send(new DescribeDBInstancesCommand({ MaxRecords: 19 }))],
    ['iam above 1000', () => clients.iam.send(new ListUsersCommand({ MaxItems: 1001 }))],
    ['securityhub above 100', () => clients.securityhub.send(new GetFindingsCommand({ MaxResults: 101 }))],
    ['cloudtrail above 50', () => clients.cloudtrail.send(new LookupEventsCommand({ MaxResults: 51 }))],
  ])('refuses a limit out of range: %s', async (_what, call) => {
    expect((await refusalOf(call())).status).toBe(400);
  });

  it('filters, finds by id, and refuses filters it does not know', async () => {
    const { Volumes } = await clients.ec2.send(new DescribeVolumesCommand({ Filters: [{ Name: 'encrypted', Values: ['false'] }] }));
    expect(Volumes!.length).toBeGreaterThan(0);
    expect(Volumes!.every(({ Encrypted }) => Encrypted === false)).toBe(true);
    const { Volumes: one } = await clients.ec2.send(new DescribeVolumesCommand({ VolumeIds: [Volumes![3]!.VolumeId!] }));
    expect(one).toEqual([Volumes![3]]);
    expect((await refusalOf(clients.ec2.send(new DescribeVolumesCommand({ VolumeIds: ['vol-00000000000000000'] })))).name).toBe(
      'InvalidVolume.NotFound',
    );
    expect((await refusalOf(clients.ec2.send(new DescribeVolumesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] })))).name).toBe(
      'InvalidParameterValue',
    );
  });
});

import { createAwsCloud } from './aws-cloud.ts';
import { serve } from './pipeline.ts';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { detectorId, guardDutyFindingId } from './estate/guardduty-finding.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { handlers } from './handlers/handlers.ts';
import type { Call, Handlers } from './call.ts';
import { startHttpServer, type HttpServer } from '../server/http-server.ts';
import { Recorder } from '../server/recorder.ts';
import { clientsFor, type Clients } from './testing/sdk.ts';
import { administratorAccessArn } from './iam/managed-policies.ts';
import { World } from './world/world.ts';
import type { Account } from './world/account.ts';

const packages: Record<string, string> = { config: 'config-service', tagging: 'resource-groups-tagging-api' };

/** An input for every served operation that needs one. */
function inputsFor({ estate }: Account): Record<string, object> {
  const region = 'us-east-1';
  const first = <T>(found: T | undefined): T => {
    if (found === undefined) throw new Error('the estate lacks a resource');
    return found;
  };
  const user = first(estate.at('user', 'global', 0)).name;
  const role = first(estate.at('role', 'global', 0)).name;
  const instance = first(estate.at('instance', region, 0)).InstanceId!;
  const bucket = (wanted: (index: number) => boolean) => {
    const index = Array.from({ length: estate.count('bucket', 'global') }, (_, at) => at).find(
      (at) => first(estate.at('bucket', 'global', at)).region === region && wanted(at),
    );
    return { Bucket: first(estate.at('bucket', 'global', first(index))).name };
  };
  const record = (index: number) => first(estate.at('bucket', 'global', index));
  const functionWithPolicy = first(
    Array.from({ length: estate.count('function', region) }, (_, at) => first(estate.at('function', region, at))).find(
      ({ policy }) => policy,
    ),
  );
  const keyId = first(
    Array.from({ length: estate.count('key', region) }, (_, at) => first(estate.at('key', region, at))).find(
      ({ metadata }) => metadata.KeyManager === 'CUSTOMER' && metadata.KeySpec === 'SYMMETRIC_DEFAULT',
    ),
  ).metadata.KeyId;
  const login = first(
    Array.from({ length: estate.count('user', 'global') }, (_, at) => first(estate.at('user', 'global', at))).find(
      ({ passwordCreatedAt }) => passwordCreatedAt,
    ),
  );
  const keyed = first(
    Array.from({ length: estate.count('user', 'global') }, (_, at) => first(estate.at('user', 'global', at))).find(
      ({ keys }) => keys[0]?.lastUsedAt,
    ),
  );
  const trail = first(estate.at('trail', region, 0));
  const DetectorId = detectorId(estate, region);
  return {
    'sts:AssumeRole': { RoleArn: `arn:aws:iam::${estate.accountId}:role/reader`, RoleSessionName: 'round-trip' },
    'iam:GetUser': { UserName: user },
    'iam:ListAccessKeys': { UserName: keyed.name },
    'iam:GetAccessKeyLastUsed': { AccessKeyId: keyed.keys[0]!.accessKeyId },
    'iam:ListMFADevices': { UserName: user },
    'iam:GetLoginProfile': { UserName: login.name },
    'iam:ListAttachedUserPolicies': { UserName: user },
    'iam:ListUserPolicies': { UserName: user },
    'iam:ListGroupsForUser': { UserName: user },
    'iam:CreateUser': { UserName: 'made-by-test' },
    'iam:GetRole': { RoleName: role },
    'iam:ListAttachedRolePolicies': { RoleName: role },
    'iam:ListRolePolicies': { RoleName: role },
    'iam:GetPolicy': { PolicyArn: administratorAccessArn },
    'iam:GetPolicyVersion': { PolicyArn: administratorAccessArn, VersionId: 'v1' },
    'iam:SimulatePrincipalPolicy': {
      PolicySourceArn: `arn:aws:iam::${estate.accountId}:role/reader`,
      ActionNames: ['ec2:DescribeInstances', 's3:PutObject'],
    },
    'ec2:DescribeInstanceAttribute': { InstanceId: instance, Attribute: 'userData' },
    'ec2:TerminateInstances': { InstanceIds: [instance] },
    'ec2:DescribeInstances': { MaxResults: 7 },
    'ec2:DescribeFlowLogs': { Filter: [{ Name: 'traffic-type', Values: ['ALL', 'REJECT'] }] },
    's3:ListBuckets': { MaxBuckets: 3 },
    's3:GetBucketLocation': bucket(() => true),
    's3:HeadBucket': bucket(() => true),
    's3:GetPublicAccessBlock': bucket((at) => record(at).publicAccessBlock !== undefined),
    's3:GetBucketPolicyStatus': bucket((at) => record(at).policy !== 'none'),
    's3:GetBucketPolicy': bucket((at) => record(at).policy !== 'none'),
    's3:GetBucketEncryption': bucket((at) => record(at).encryption !== undefined),
    's3:GetBucketVersioning': bucket((at) => record(at).versioning !== undefined),
    's3:GetBucketLogging': bucket((at) => record(at).loggingTarget !== undefined),
    's3:GetBucketAcl': bucket((at) => record(at).isAclPublic),
    's3:GetBucketTagging': bucket((at) => record(at).tags.length > 0),
    's3:GetObjectLockConfiguration': bucket((at) => record(at).isObjectLocked),
    's3:GetObject': { ...bucket(() => true), Key: 'a/b c+d.txt' },
    's3:PutObject': { ...bucket(() => true), Key: 'x', Body: 'text' },
    'lambda:GetFunctionConfiguration': { FunctionName: functionWithPolicy.FunctionName },
    'lambda:GetFunction': { FunctionName: functionWithPolicy.FunctionName },
    'lambda:GetPolicy': { FunctionName: functionWithPolicy.FunctionName },
    'lambda:ListTags': { Resource: functionWithPolicy.FunctionArn },
    'cloudtrail:GetTrailStatus': { Name: trail.TrailARN },
    'cloudtrail:GetEventSelectors': { TrailName: trail.TrailARN },
    'cloudtrail:LookupEvents': {
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
      StartTime: new Date('2026-01-01T00:00:00Z'),
    },
    'kms:DescribeKey': { KeyId: keyId },
    'kms:GetKeyRotationStatus': { KeyId: keyId },
    'kms:ListResourceTags': { KeyId: keyId },
    'guardduty:GetDetector': { DetectorId },
    'guardduty:ListFindings': { DetectorId, FindingCriteria: { Criterion: { 'service.archived': { Equals: ['false'] } } } },
    'guardduty:GetFindings': { DetectorId, FindingIds: [guardDutyFindingId(estate, region, 0)] },
    'securityhub:GetFindings': { Filters: { AwsAccountId: [{ Value: estate.accountId, Comparison: 'EQUALS' }] }, MaxResults: 100 },
    'tagging:GetResources': { ResourcesPerPage: 100 },
    'ecr:DescribeImages': { repositoryName: first(estate.at('repository', region, 0)).repositoryName },
    'eks:DescribeCluster': { name: first(estate.at('cluster', region, 0)).name },
  };
}

describe('every served operation', () => {
  let server: HttpServer;
  let clients: Clients;
  let inputs: Record<string, object>;
  let last: unknown;

  beforeAll(async () => {
    const now = () => Date.now();
    const world = new World({
      seed: 'round-trip',
      size: 3000,
      epoch: new Date('2026-03-01T00:00:00Z'),
      canary: 'canary',
      enabledRegions: ['us-east-1', 'eu-west-1'],
      now,
    });
    const account = world.createAccount({ accountId: '123456789012', alias: 'acme' });
    const user = world.putUser(account.accountId, {
      name: 'root-like',
      path: '/',
      inlinePolicies: {},
      managedPolicyArns: [administratorAccessArn],
      accessKeys: [{}],
    });
    const trustPolicy = { Statement: [{ Effect: 'Allow', Principal: { AWS: user.arn }, Action: 'sts:AssumeRole' }] };
    world.putRole(account.accountId, {
      name: 'reader',
      path: '/',
      trustPolicy,
      inlinePolicies: {},
      managedPolicyArns: [],
      maxSessionSeconds: 3600,
    });
    inputs = inputsFor(account);
    const watched: Handlers = Object.fromEntries(
      Object.entries(handlers).map(([name, handler]) => [name, (input: never, call: Call) => (last = handler(input, call))]),
    );
    const pipeline = { world, handlers: watched, faults: new FaultPlan('x', 0), recorder: new Recorder(), issuers: new Map(), now };
    server = await startHttpServer({
      port: 0,
      allowedHosts: [],
      aws: { ...createAwsCloud({ seed: 'x', size: 0, epoch: new Date(now()), canary: 'x', faults: pipeline.faults, recorder: pipeline.recorder, issuers: new Map(), now }), serve: (request) => serve(pipeline, request) },
      clouds: [],
      now,
      admin: () => null,
      info: () => ({}),
      onError: (error) => {
        throw error;
      },
    });
    clients = clientsFor(`http://127.0.0.1:${server.port}`, user.keys[0]!);
  });

  afterAll(() => server.stop());

  it.each(Object.keys(handlers))('%s survives the wire through the real SDK client', async (operation) => {
    const [service, name] = operation.split(':') as [keyof Clients, string];
    const module = createRequire(__filename)(`@aws-sdk/client-${packages[service] ?? service}`) as Record<
      string,
      new (input: object) => never
    >;
    const client = clients[service] as unknown as { send: (command: unknown) => Promise<Record<string, unknown>> };
    const { $metadata, ...parsed } = await client.send(new module[`${name}Command`]!(inputs[operation] ?? {}));
    if (operation === 's3:GetObject')
      parsed.Body = Buffer.from(await (parsed.Body as { transformToByteArray: () => Promise<Uint8Array> }).transformToByteArray());
    expect(($metadata as { httpStatusCode: number }).httpStatusCode).toBe(200);
    expect(comparable(parsed, operation)).toEqual(comparable(last, operation));
    expect(last).toBeDefined();
  });
});

/** Without what the wire cannot carry: undefined members, and empty lists, which XML does not tell from absent ones. */
function comparable(value: unknown, operation: string): unknown {
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof String) return String(value);
  if (Array.isArray(value)) return value.map((item) => comparable(item, operation));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key, item]) => {
    const isEmpty = item === undefined || (Array.isArray(item) && item.length === 0);
    // The SDK adds these from headers of its own accord.
    return !isEmpty && !(operation.startsWith('s3:GetObject') && ['ContentLength', 'Metadata', 'ExpiresString'].includes(key));
  });
  return Object.fromEntries(entries.map(([key, item]) => [key, comparable(item, operation)]));
}

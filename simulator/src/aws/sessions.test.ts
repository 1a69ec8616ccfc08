/** AssumeRole, session policies, and sessions that outlive the simulator that issued them. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeVpcsCommand, TerminateInstancesCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts';
import { assumeScanner, clientsFor, customerAccountId, externalId, refusalOf } from './testing/sdk.ts';

const roleArn = `arn:aws:iam::${customerAccountId}:role/OffloadSecurityScanner`;
const options = { seed: 'sessions', size: 100, accounts: [{ accountId: customerAccountId }] };
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator(options);
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.applyOnboarding({ accountId: customerAccountId, externalId, principalArn: simulator.platform.principalArn });
});

const assume = (input: Partial<AssumeRoleCommandInput> = {}) =>
  clientsFor(simulator.endpoint, simulator.platform).sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'scan-1', ExternalId: externalId, ...input }),
  );

describe('AssumeRole', () => {
  it('issues a session of the role', async () => {
    const session = await assumeScanner(simulator, { sessionName: 'scan-1' });
    const { Arn, Account, UserId } = await clientsFor(simulator.endpoint, session).sts.send(new GetCallerIdentityCommand({}));
    expect({ Arn, Account }).toEqual({
      Arn: `arn:aws:sts::${customerAccountId}:assumed-role/OffloadSecurityScanner/scan-1`,
      Account: customerAccountId,
    });
    expect(UserId).toMatch(/^AROA[A-Z2-7]{17}:scan-1$/);
  });

  it('answers a wrong external ID, none, a wrong principal, a missing role and a missing account alike', async () => {
    await simulator.putRole({
      accountId: customerAccountId,
      roleName: 'others',
      trustPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'sts:AssumeRole' }] },
    });
    const refusals = await Promise.all([
      refusalOf(assume({ ExternalId: 'wrong-external-id' })),
      refusalOf(assume({ ExternalId: undefined })),
      refusalOf(assume({ RoleArn: roleArn.replace('OffloadSecurityScanner', 'others') })),
      refusalOf(assume({ RoleArn: roleArn.replace('OffloadSecurityScanner', 'missing') })),
      refusalOf(assume({ RoleArn: roleArn.replace(customerAccountId, '555555555555') })),
    ]);
    const anonymous = refusals.map(({ message, ...rest }) => ({
      ...rest,
      message: message.replace(/role\/.*|\d{12}:role.*/, '…').replace(/::\d{12}:…/, '::…'),
    }));
    expect(new Set(anonymous.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
    expect(refusals[0]).toEqual({
      name: 'AccessDenied',
      status: 403,
      message: `User: ${simulator.platform.principalArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    });
  });

  it('takes any external ID where the trust policy demands none', async () => {
    await simulator.applyOnboarding({ accountId: customerAccountId, externalId: null, principalArn: simulator.platform.principalArn });
    await expect(assume({ ExternalId: 'whatever' })).resolves.toBeDefined();
    await expect(assume({ ExternalId: undefined })).resolves.toBeDefined();
  });

  it('says so when our own side lacks the permission', async () => {
    const {
      accessKeys: [key],
    } = await simulator.putUser({ accountId: simulator.platform.accountId, userName: 'powerless' });
    const { message } = await refusalOf(
      clientsFor(simulator.endpoint, key!).sts.send(
        new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'scan-1', ExternalId: externalId }),
      ),
    );
    expect(message).toContain('because no identity-based policy allows the sts:AssumeRole action');
  });

  it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['a malformed ARN', { RoleArn: 'arn:aws:iam::12:role/x-too-short-id' }, 'is invalid'],
    ['another partition', { RoleArn: roleArn.replace('aws', 'aws-cn') }, 'is invalid'],
    ['a session name with a blank', { RoleSessionName: 'a b' }, 'roleSessionName'],
    ['an external ID with a blank', { ExternalId: 'a b' }, 'externalId'],
    ['a duration below 15 minutes', { DurationSeconds: 899 }, 'durationSeconds'],
    ["a duration above the role's", { DurationSeconds: 7200 }, 'MaxSessionDuration'],
    [
      'a policy above 2,048 characters',
      { Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'x'.repeat(2048), Resource: '*' }] }) },
      'less than or equal to 2048',
    ],
  ])('refuses %s as invalid', async (_what, input, words) => {
    const { name, message, status } = await refusalOf(assume(input));
    expect([name, status]).toEqual(['ValidationError', 400]);
    expect(message).toContain(words);
  });

  it('refuses a policy that is none', async () => {
    expect((await refusalOf(assume({ Policy: '{"Statement":' }))).name).toMatch(/MalformedPolicyDocument/);
  });

  it('refuses root', async () => {
    const { rootAccessKey } = (await simulator.account(customerAccountId))!;
    const { sts } = clientsFor(simulator.endpoint, rootAccessKey);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:iam::${customerAccountId}:root`);
    expect((await refusalOf(sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'scan-1' })))).message).toBe(
      'Roles may not be assumed by root accounts.',
    );
  });

  it('chains roles for an hour at most', async () => {
    await simulator.applyOnboarding({
      accountId: customerAccountId,
      externalId,
      principalArn: simulator.platform.principalArn,
      permissions: 'administrator',
    });
    await simulator.putRole({
      accountId: customerAccountId,
      roleName: 'second',
      maxSessionSeconds: 43_200,
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      trustPolicy: {
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${customerAccountId}:root` }, Action: 'sts:AssumeRole' }],
      },
    });
    const { sts } = clientsFor(simulator.endpoint, await assumeScanner(simulator));
    const second = { RoleArn: roleArn.replace('OffloadSecurityScanner', 'second'), RoleSessionName: 'chained' };
    expect((await sts.send(new AssumeRoleCommand(second))).AssumedRoleUser?.Arn).toBe(
      `arn:aws:sts::${customerAccountId}:assumed-role/second/chained`,
    );
    expect((await refusalOf(sts.send(new AssumeRoleCommand({ ...second, DurationSeconds: 7200 })))).message).toContain('role chaining');
  });
});

describe('a session policy', () => {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ec2:DescribeInstances', 'ec2:TerminateInstances'], Resource: '*' }],
  });

  it('lets through what both it and the role allow, and nothing else', async () => {
    const { ec2, iam } = clientsFor(simulator.endpoint, await assumeScanner(simulator, { policy }));
    await expect(ec2.send(new DescribeInstancesCommand({}))).resolves.toBeDefined();
    expect((await refusalOf(ec2.send(new DescribeVpcsCommand({})))).message).toContain(
      'because no session policy allows the ec2:DescribeVpcs action',
    );
    expect((await refusalOf(iam.send(new ListUsersCommand({})))).message).toContain(
      'because no session policy allows the iam:ListUsers action',
    );
    expect((await refusalOf(ec2.send(new TerminateInstancesCommand({ InstanceIds: ['i-00000000000000000'] })))).message).toContain(
      'because no identity-based policy allows',
    );
  });

  it('keeps an administrator from writing', async () => {
    await simulator.applyOnboarding({
      accountId: customerAccountId,
      externalId,
      principalArn: simulator.platform.principalArn,
      permissions: 'administrator',
    });
    const free = clientsFor(simulator.endpoint, await assumeScanner(simulator));
    await expect(free.iam.send(new CreateUserCommand({ UserName: 'made' }))).resolves.toBeDefined();
    const readOnly = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }] });
    const bound = clientsFor(simulator.endpoint, await assumeScanner(simulator, { policy: readOnly }));
    await expect(bound.iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    expect((await refusalOf(bound.iam.send(new CreateUserCommand({ UserName: 'never' })))).name).toBe('AccessDenied');
    expect((await refusalOf(bound.s3.send(new PutObjectCommand({ Bucket: 'any', Key: 'x', Body: 'y' })))).name).toBe('AccessDenied');
    expect((await simulator.account(customerAccountId))!.userArns.some((arn) => arn.endsWith('/never'))).toBe(false);
    await simulator.deleteUser({ accountId: customerAccountId, userName: 'made' });
  });
});

describe('a restart', () => {
  const started: Simulator[] = [];
  const start = async (more: Partial<SimulatorOptions>) => {
    const one = await startSimulator({ ...options, ...more });
    started.push(one);
    return one;
  };
  afterEach(() => Promise.all(started.splice(0).map((one) => one.stop())));

  it('honours the sessions issued before it, and what admins did', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'simulator-')), 'state.jsonl');
    const before = await start({ stateFile });
    await before.applyOnboarding({ accountId: customerAccountId, externalId, principalArn: before.platform.principalArn });
    const { accountId: made } = await before.createAccount({ size: 10 });
    await before.hide({ accountId: customerAccountId, type: 'vpc', region: 'us-east-1', index: 0 });
    const session = await assumeScanner(before);
    const counts = await before.counts(customerAccountId);
    await before.stop();

    const after = await start({ stateFile });
    await expect(clientsFor(after.endpoint, session).iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    expect(await after.account(made)).not.toBeNull();
    expect(await after.counts(customerAccountId)).toEqual(counts);
  });

  it('with another seed honours none of them', async () => {
    const session = await assumeScanner(simulator);
    const other = await start({ seed: 'another' });
    await other.applyOnboarding({ accountId: customerAccountId, externalId, principalArn: other.platform.principalArn });
    expect((await refusalOf(clientsFor(other.endpoint, session).iam.send(new ListUsersCommand({})))).name).toBe('InvalidClientTokenId');
  });
});

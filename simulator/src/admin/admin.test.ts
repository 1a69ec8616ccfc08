/** The admin API from another process' side, and requests that nobody should send. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { DescribeRegionsCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SimulatorClient } from '../client.ts';
import type { SimulatorControl } from '../control.ts';
import { startSimulator, type Simulator } from '../simulator.ts';
import { assumeScanner, clientsFor, customerAccountId, externalId, refusalOf } from '../aws/testing/sdk.ts';

let simulator: Simulator;
let client: SimulatorControl;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'admin', size: 300, accounts: [{ accountId: customerAccountId }] });
  client = await SimulatorClient.connect(simulator.endpoint);
  await client.applyOnboarding({ accountId: customerAccountId, externalId, principalArn: client.platform.principalArn });
});
afterAll(() => simulator.stop());

describe('SimulatorClient', () => {
  it('sees and does what the simulator itself sees and does', async () => {
    expect(client.platform).toEqual(simulator.platform);
    const made = await client.createAccount({ size: 50, enabledRegions: ['us-east-1', 'eu-west-3'] });
    expect(await simulator.account(made.accountId)).toEqual(made);
    expect(await client.counts(made.accountId)).toEqual(await simulator.counts(made.accountId));
    expect(await client.account('000000000000')).toBeNull();
    const {
      userArn,
      accessKeys: [key],
    } = await client.putUser({
      accountId: made.accountId,
      userName: 'scanner',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
    });
    const { sts, ec2 } = clientsFor(client.endpoint, key!);
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(userArn);
    expect((await ec2.send(new DescribeRegionsCommand({}))).Regions!.map(({ RegionName }) => RegionName).sort()).toEqual([
      'eu-west-3',
      'us-east-1',
    ]);
    await client.deleteUser({ accountId: made.accountId, userName: 'scanner' });
    expect((await refusalOf(sts.send(new GetCallerIdentityCommand({})))).name).toBe('InvalidClientTokenId');
  });

  it('refuses an inactive key like an unknown one', async () => {
    const {
      accessKeys: [key],
    } = await client.putUser({ accountId: customerAccountId, userName: 'retired', accessKeys: [{ active: false }] });
    expect((await refusalOf(clientsFor(client.endpoint, key!).sts.send(new GetCallerIdentityCommand({})))).name).toBe(
      'InvalidClientTokenId',
    );
  });

  it('hides and changes single resources', async () => {
    const { ec2 } = clientsFor(client.endpoint, await assumeScanner(client));
    const volumes = async () => (await ec2.send(new DescribeVolumesCommand({}))).Volumes!;
    const before = await volumes();
    await client.hide({ accountId: customerAccountId, type: 'volume', region: 'us-east-1', index: 0 });
    await client.override({ accountId: customerAccountId, type: 'volume', region: 'us-east-1', index: 1, fields: { Size: 4711 } });
    const after = await volumes();
    expect(after).toEqual(before.slice(1).map((volume, index) => (index === 0 ? { ...volume, Size: 4711 } : volume)));
  });

  it("ends a deleted role's sessions", async () => {
    const { accountId } = await client.createAccount({ size: 0 });
    await client.applyOnboarding({ accountId, externalId, principalArn: client.platform.principalArn });
    const { iam } = clientsFor(client.endpoint, await assumeScanner(client, { accountId }));
    await expect(iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    await client.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
    expect((await refusalOf(iam.send(new ListUsersCommand({})))).name).toBe('InvalidClientTokenId');
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['a malformed account id', () => client.createAccount({ accountId: '12' }), /accountId/],
    ['an account that does not exist', () => client.counts('000000000000'), /no such account/],
    [
      'a policy that IAM would refuse',
      () => client.putRole({ accountId: customerAccountId, roleName: 'r', trustPolicy: { Statement: [{}] } }),
      /Effect/,
    ],
    [
      'a managed policy that nobody carries',
      () => client.putUser({ accountId: customerAccountId, userName: 'u', managedPolicyArns: ['arn:aws:iam::aws:policy/Nope'] }),
      /does not carry/,
    ],
    [
      'a resource type that does not exist',
      () => client.hide({ accountId: customerAccountId, type: 'spaceship', region: 'us-east-1', index: 0 }),
      /no such resource type/,
    ],
    [
      'a regional type in the global place',
      () => client.hide({ accountId: customerAccountId, type: 'volume', region: 'global', index: 0 }),
      /live in a region/,
    ],
    ['a fault nobody knows', () => client.faults.set([{ effect: 'explode' as 'error' }]), /effect/],
  ])('is told of %s', async (_what, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});

describe('what was recorded', () => {
  it('counts calls by principal, region, operation and outcome, with the IAM actions they need', async () => {
    const session = await assumeScanner(client, { sessionName: 'recorded' });
    await client.clearRecorded();
    const { s3, ec2 } = clientsFor(client.endpoint, session);
    await s3.send(new ListBucketsCommand({}));
    await s3.send(new ListBucketsCommand({}));
    await client.faults.set([{ effect: 'throttle', times: 1 }]);
    await refusalOf(ec2.send(new DescribeVolumesCommand({})));
    await client.faults.clear();
    await refusalOf(clientsFor(client.endpoint, { ...session, secretAccessKey: 'wrong' }).ec2.send(new DescribeVolumesCommand({})));
    const principal = `arn:aws:sts::${customerAccountId}:assumed-role/OffloadSecurityScanner/recorded`;
    const base = { principal, accountId: customerAccountId, region: 'us-east-1' };
    expect(await client.recorded({ principalPrefix: principal })).toEqual([
      { ...base, operation: 's3:ListBuckets', actions: ['s3:ListAllMyBuckets'], outcome: 'ok', count: 2 },
      { ...base, operation: 'ec2:DescribeVolumes', actions: ['ec2:DescribeVolumes'], outcome: 'fault', count: 1 },
      { ...base, operation: 'ec2:DescribeVolumes', actions: ['ec2:DescribeVolumes'], outcome: 'refused', count: 1 },
    ]);
    expect(await client.recorded({ accountId: '999999999999' })).toEqual([]);
  });
});

describe('faults over the wire', () => {
  it('drops the connection, and hangs until the caller gives up', async () => {
    const { sts } = clientsFor(client.endpoint, client.platform);
    await client.faults.set([{ effect: 'drop' }]);
    expect((await refusalOf(sts.send(new GetCallerIdentityCommand({})))).message).toMatch(/socket hang up|ECONNRESET/);
    await client.faults.set([{ effect: 'hang' }]);
    const abort = AbortSignal.timeout(100);
    expect((await refusalOf(sts.send(new GetCallerIdentityCommand({}), { abortSignal: abort }))).name).toBe('AbortError');
    await client.faults.set([{ effect: 'error', times: 1 }]);
    expect((await refusalOf(sts.send(new GetCallerIdentityCommand({})))).status).toBe(500);
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
    await client.faults.clear();
  });
});

interface Raw {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

function raw({ method = 'POST', path = '/', headers = {}, body = '' }: Raw): Promise<{ status: number; body: string }> {
  const { port } = new URL(simulator.endpoint);
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk;
        })
        .on('end', () => resolve({ status: response.statusCode!, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe('a request that nobody should send', () => {
  const scope = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAOFFLOADSIMULATOR/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    'x-amz-date': '20260101T000000Z',
  });

  it.each<[string, Raw, number]>([
    ['without credentials', { body: 'Action=GetCallerIdentity' }, 403],
    ['with credentials of another kind', { headers: { authorization: 'Bearer x' } }, 400],
    ['for a service that is not served', { headers: scope('sqs') }, 400],
    ['for the prototype', { headers: scope('__proto__') }, 400],
    ['with a wrong signature and no action', { headers: scope('ec2'), body: 'nonsense' }, 400],
    ['with a malformed path', { method: 'GET', path: '/%E0%A4%A/x?y', headers: scope('s3') }, 403],
    ['with JSON that is none', { headers: { ...scope('kms'), 'x-amz-target': 'TrentService.ListKeys' }, body: '{' }, 400],
    ['under another host name', { headers: { host: 'evil.example' } }, 421],
    [
      'to an admin verb that does not exist',
      { path: '/_simulator/constructor', headers: { 'content-type': 'application/json' }, body: '{}' },
      400,
    ],
    [
      'to the admin API without JSON, as a web page would',
      { path: '/_simulator/clear-recorded', headers: { 'content-type': 'text/plain' }, body: '{}' },
      415,
    ],
    [
      'to the admin API with broken JSON',
      { path: '/_simulator/clear-recorded', headers: { 'content-type': 'application/json' }, body: '{' },
      400,
    ],
    ['to the admin API by GET', { method: 'GET', path: '/_simulator/recorded' }, 405],
  ])('%s is answered %#', async (_what, sent, status) => {
    expect((await raw(sent)).status).toBe(status);
  });

  it('of more than 5 MiB is refused or cut off, and the simulator lives on', async () => {
    const outcome = await raw({ body: Buffer.alloc(6 * 1024 * 1024), headers: scope('s3') }).then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect([400, 'cut off']).toContain(outcome);
    await expect(clientsFor(simulator.endpoint, simulator.platform).sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
  });
});

describe('the program', () => {
  let program: ChildProcess | undefined;
  afterAll(() => {
    program?.kill('SIGKILL');
  });

  it('prints its endpoint when it answers, serves the account it was told, and ends on SIGTERM', async () => {
    program = spawn(process.execPath, [join(__dirname, '..', 'main.ts')], {
      env: { PATH: process.env.PATH, SIMULATOR_PORT: '0', SIMULATOR_ACCOUNT_ID: customerAccountId, SIMULATOR_SIZE: '100' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(program.stdout!, 'data')) as [Buffer];
    const { endpoint } = JSON.parse(line.toString()) as { endpoint: string };
    const remote = await SimulatorClient.connect(endpoint);
    expect((await remote.account(customerAccountId))!.size).toBe(100);
    program.kill('SIGTERM');
    expect((await once(program, 'exit'))[0]).toBe(0);
  });

  it('names the variables it cannot use, not their values', async () => {
    const wrong = spawn(process.execPath, [join(__dirname, '..', 'main.ts')], {
      env: { PATH: process.env.PATH, SIMULATOR_ACCOUNT_ID: 'secret-value' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [text] = (await once(wrong.stderr!, 'data')) as [Buffer];
    expect(text.toString()).toContain('SIMULATOR_ACCOUNT_ID');
    expect(text.toString()).not.toContain('secret-value');
    expect((await once(wrong, 'exit'))[0]).toBe(2);
  });
});

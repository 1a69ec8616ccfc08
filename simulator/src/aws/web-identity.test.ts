/** AssumeRoleWithWebIdentity as @aws-sdk/client-sts asks it: what it gives out, and each way in which it refuses. */
import { generateKeyPairSync } from 'node:crypto';
import { DescribeInstancesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient, type AssumeRoleWithWebIdentityCommandInput } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startOutsideIssuer, type OutsideIssuer } from '../oidc/testing/outside-issuer.ts';
import { startSimulator, type Simulator } from '../simulator.ts';
import { clientsFor, customerAccountId as accountId, refusalOf } from './testing/sdk.ts';

const roleArn = `arn:aws:iam::${accountId}:role/OffloadSecurityScanner`;
const subject = 'offload:tenant:kit';
const audience = 'sts.amazonaws.com';
let simulator: Simulator;
let issuer: OutsideIssuer;
let sts: STSClient;

beforeAll(async () => {
  issuer = await startOutsideIssuer('https://issuer.example/offload', { sub: subject, aud: audience });
  simulator = await startSimulator({ seed: 'web identity', size: 50, accounts: [{ accountId }] });
  await simulator.trustIssuer({ issuer: issuer.issuer, url: issuer.url });
  await simulator.applyOnboarding({ accountId, principalArn: 'nobody', externalId: null, federated: { issuer: issuer.issuer, subject } });
  // Without credentials: the call is not signed.
  sts = new STSClient({ endpoint: simulator.endpoint, region: 'us-east-1', maxAttempts: 1 });
});
afterEach(async () => {
  await simulator.setClockOffset(0);
  await simulator.faults.clear();
});
afterAll(async () => {
  await simulator.stop();
  await issuer.stop();
});

const ask = (token: string, input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
  sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn, RoleSessionName: 'scan-1', WebIdentityToken: token, ...input }));
const good = (claims: Record<string, unknown> = {}) => issuer.assert({ claims });

describe('AssumeRoleWithWebIdentity', () => {
  it('issues a session of the role for a token that the role trusts, and says whose it was', async () => {
    const answer = await ask(good());
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: subject,
      Audience: audience,
      Provider: `arn:aws:iam::${accountId}:oidc-provider/issuer.example/offload`,
      AssumedRoleUser: { Arn: `arn:aws:sts::${accountId}:assumed-role/OffloadSecurityScanner/scan-1` },
    });
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
    const clients = clientsFor(simulator.endpoint, { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! });
    expect((await clients.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(accountId);
    await clients.ec2.send(new DescribeInstancesCommand({}));
  });

  it('narrows the session by its policy', async () => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ec2:DescribeVpcs', Resource: '*' }] });
    const { AccessKeyId, SecretAccessKey, SessionToken } = (await ask(good(), { Policy })).Credentials!;
    const { ec2 } = clientsFor(simulator.endpoint, { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! });
    await ec2.send(new DescribeVpcsCommand({}));
    expect(await refusalOf(ec2.send(new DescribeInstancesCommand({})))).toMatchObject({ message: expect.stringContaining('no session policy allows') });
  });

  it.each<[string, () => string, Partial<AssumeRoleWithWebIdentityCommandInput>, string, string]>([
    ['another subject', () => good({ sub: 'offload:tenant:other' }), {}, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'],
    ['a role that is not there', () => good(), { RoleArn: `arn:aws:iam::${accountId}:role/Nobody` }, 'AccessDenied', 'Not authorized'],
    ['another audience', () => good({ aud: 'other' }), {}, 'InvalidIdentityTokenException', 'Incorrect token audience'],
    ['an issuer that the account has no provider for', () => good({ iss: 'https://other.example' }), {}, 'InvalidIdentityTokenException', 'No OpenIDConnect provider'],
    ['an account that is not there', () => good(), { RoleArn: 'arn:aws:iam::999999999999:role/Nobody' }, 'InvalidIdentityTokenException', 'No OpenIDConnect provider'],
    ['a token that is over', () => good({ exp: Math.floor(Date.now() / 1000) - 1 }), {}, 'ExpiredTokenException', 'Token expired'],
    ['a token of the future', () => good({ nbf: Math.floor(Date.now() / 1000) + 900 }), {}, 'InvalidIdentityTokenException', 'not yet valid'],
    ['a token that another key signed', () => issuer.assert({ key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }), {}, 'InvalidIdentityTokenException', 'signature'],
    ['what is no token', () => 'no.token', {}, 'InvalidIdentityTokenException', 'not a valid JWT'],
    ['a policy that is too long', () => good(), { Policy: `{${' '.repeat(2048)}}` }, 'ValidationError', '2048'],
    ['a session that is too long', () => good(), { DurationSeconds: 7200 }, 'ValidationError', 'MaxSessionDuration'],
  ])('refuses %s', async (_what, token, input, name, message) => {
    expect(await refusalOf(ask(token(), input))).toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it('refuses when the documents of the issuer cannot be read', async () => {
    await simulator.trustIssuer({ issuer: issuer.issuer, url: 'http://127.0.0.1:9' });
    try {
      expect(await refusalOf(ask(good()))).toMatchObject({ message: expect.stringContaining("Couldn't retrieve verification key") });
    } finally {
      await simulator.trustIssuer({ issuer: issuer.issuer, url: issuer.url });
    }
  });

  it('is recorded under the subject, and takes faults', async () => {
    await simulator.clearRecorded();
    await ask(good());
    await refusalOf(ask(good({ sub: 'offload:tenant:other' })));
    await simulator.faults.set([{ effect: 'throttle', match: { action: 'sts:AssumeRoleWithWebIdentity' } }]);
    expect(await refusalOf(ask(good()))).toMatchObject({ name: 'Throttling' });
    const calls = await simulator.recorded({ accountId });
    expect(calls.map(({ principal, operation, outcome }) => [principal, operation, outcome])).toEqual(
      expect.arrayContaining([
        [`web-identity:${subject}`, 'sts:AssumeRoleWithWebIdentity', 'ok'],
        ['web-identity:offload:tenant:other', 'sts:AssumeRoleWithWebIdentity', 'denied'],
        [`web-identity:${subject}`, 'sts:AssumeRoleWithWebIdentity', 'fault'],
      ]),
    );
  });
});

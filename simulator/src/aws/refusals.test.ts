/** What each protocol answers to keys, tokens, clocks, regions and faults that are wrong, seen through the real SDK clients. */
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../simulator.ts';
import { assumeScanner, clientsFor, customerAccountId, externalId, refusalOf, type Credentials } from './testing/sdk.ts';

let simulator: Simulator;
let session: Required<Credentials>;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'refusals', size: 200, accounts: [{ accountId: customerAccountId }] });
  await simulator.applyOnboarding({ accountId: customerAccountId, externalId, principalArn: simulator.platform.principalArn });
  session = await assumeScanner(simulator);
});
afterAll(() => simulator.stop());
afterEach(async () => {
  await simulator.faults.clear();
  await simulator.setClockOffset(0);
});

type Protocol = 'sts (query)' | 'iam (query)' | 'ec2' | 's3' | 'guardduty (rest json)' | 'cloudtrail (json)';
const protocols: Protocol[] = ['sts (query)', 'iam (query)', 'ec2', 's3', 'guardduty (rest json)', 'cloudtrail (json)'];

function call(protocol: Protocol, credentials: Credentials, region?: string): Promise<unknown> {
  const clients = clientsFor(simulator.endpoint, credentials, region);
  switch (protocol) {
    case 'sts (query)':
      return clients.sts.send(new GetCallerIdentityCommand({}));
    case 'iam (query)':
      return clients.iam.send(new ListRolesCommand({}));
    case 'ec2':
      return clients.ec2.send(new DescribeVpcsCommand({}));
    case 's3':
      return clients.s3.send(new ListBucketsCommand({}));
    case 'guardduty (rest json)':
      return clients.guardduty.send(new ListDetectorsCommand({}));
    case 'cloudtrail (json)':
      return clients.cloudtrail.send(new DescribeTrailsCommand({}));
  }
}

async function refused(protocol: Protocol, credentials: Credentials, region?: string): Promise<[string, number | undefined]> {
  const { name, status } = await refusalOf(call(protocol, credentials, region));
  return [name, status];
}

type Row = [Protocol, string, number];
const badKey: Row[] = [
  ['sts (query)', 'InvalidClientTokenId', 403],
  ['iam (query)', 'InvalidClientTokenId', 403],
  ['ec2', 'AuthFailure', 401],
  ['s3', 'InvalidAccessKeyId', 403],
  ['guardduty (rest json)', 'UnrecognizedClientException', 403],
  ['cloudtrail (json)', 'UnrecognizedClientException', 400],
];
const badSecret: Row[] = [
  ['sts (query)', 'SignatureDoesNotMatch', 403],
  ['iam (query)', 'SignatureDoesNotMatch', 403],
  ['ec2', 'AuthFailure', 401],
  ['s3', 'SignatureDoesNotMatch', 403],
  ['guardduty (rest json)', 'InvalidSignatureException', 403],
  ['cloudtrail (json)', 'InvalidSignatureException', 400],
];
const badToken: Row[] = badKey.map(([protocol, code, status]) =>
  protocol === 's3' ? [protocol, 'InvalidToken', 400] : [protocol, code, status],
);
const expired: Row[] = [
  ['sts (query)', 'ExpiredToken', 403],
  ['iam (query)', 'ExpiredToken', 403],
  ['ec2', 'RequestExpired', 400],
  ['s3', 'ExpiredToken', 400],
  ['guardduty (rest json)', 'ExpiredTokenException', 403],
  ['cloudtrail (json)', 'ExpiredTokenException', 400],
];
const skewed: Row[] = [
  ['sts (query)', 'SignatureDoesNotMatch', 403],
  ['iam (query)', 'SignatureDoesNotMatch', 403],
  ['ec2', 'RequestExpired', 400],
  ['s3', 'RequestTimeTooSkewed', 403],
  ['guardduty (rest json)', 'InvalidSignatureException', 403],
  ['cloudtrail (json)', 'InvalidSignatureException', 400],
];
const throttled: Row[] = [
  ['sts (query)', 'Throttling', 400],
  ['iam (query)', 'Throttling', 400],
  ['ec2', 'RequestLimitExceeded', 503],
  ['s3', 'SlowDown', 503],
  ['guardduty (rest json)', 'TooManyRequestsException', 429],
  ['cloudtrail (json)', 'ThrottlingException', 400],
];

it.each(protocols)('%s answers the session', async (protocol) => {
  await expect(call(protocol, session)).resolves.toBeDefined();
});

describe('an unknown access key', () => {
  it.each(badKey)('%s: %s', async (protocol, ...answer) =>
    expect(await refused(protocol, { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x' })).toEqual(answer),
  );
});

describe('a wrong secret', () => {
  it.each(badSecret)('%s: %s', async (protocol, ...answer) =>
    expect(await refused(protocol, { ...session, secretAccessKey: 'wrong' })).toEqual(answer),
  );
});

describe('a session key without its token', () => {
  it.each(badKey)('%s: %s', async (protocol, ...answer) => {
    expect(await refused(protocol, { accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey })).toEqual(answer);
  });
});

describe('a garbled token', () => {
  it.each(badToken)('%s: %s', async (protocol, ...answer) => {
    const middle = Math.floor(session.sessionToken.length / 2);
    const garbled =
      session.sessionToken.slice(0, middle) + (session.sessionToken[middle] === 'A' ? 'B' : 'A') + session.sessionToken.slice(middle + 1);
    expect(await refused(protocol, { ...session, sessionToken: garbled })).toEqual(answer);
  });

  it.each(['', 'AAAA', '!!!', 'a'.repeat(9000)])('never takes the simulator down (%#)', async (sessionToken) => {
    expect((await refused('ec2', { ...session, sessionToken }))[0]).toMatch(/AuthFailure/);
  });
});

it("refuses another session's token", async () => {
  const other = await assumeScanner(simulator, { sessionName: 'other' });
  expect(await refused('cloudtrail (json)', { ...session, sessionToken: other.sessionToken })).toEqual([
    'UnrecognizedClientException',
    400,
  ]);
});

it('refuses a token beside a long-lived key', async () => {
  expect((await refused('sts (query)', { ...simulator.platform, sessionToken: session.sessionToken }))[0]).toBe('InvalidClientTokenId');
});

describe('an expired session', () => {
  it.each(expired)('%s: %s', async (protocol, ...answer) => {
    await simulator.setClockOffset(-3_600_000 - 60_000);
    const clients = clientsFor(simulator.endpoint, simulator.platform);
    // The SDK learns the simulated cloud's clock from the refusal, and signs by it from then on.
    await refusalOf(clients.sts.send(new GetCallerIdentityCommand({})));
    const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const { Credentials: old } = await clients.sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${customerAccountId}:role/OffloadSecurityScanner`,
        RoleSessionName: 'old',
        ExternalId: externalId,
      }),
    );
    await simulator.setClockOffset(0);
    expect(
      await refused(protocol, { accessKeyId: old!.AccessKeyId!, secretAccessKey: old!.SecretAccessKey!, sessionToken: old!.SessionToken! }),
    ).toEqual(answer);
  });
});

describe('a clock that is off', () => {
  it.each(skewed)('%s: %s', async (protocol, ...answer) => {
    await simulator.setClockOffset(20 * 60_000);
    expect(await refused(protocol, session)).toEqual(answer);
  });

  it('says how far off in the words of STS', async () => {
    await simulator.setClockOffset(20 * 60_000);
    expect((await refusalOf(call('sts (query)', session))).message).toMatch(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    );
    await simulator.setClockOffset(-20 * 60_000);
    expect((await refusalOf(call('sts (query)', session))).message).toMatch(/^Signature not yet current: .* is still later than /);
  });

  it('is forgiven up to five minutes', async () => {
    await simulator.setClockOffset(4 * 60_000);
    await expect(call('cloudtrail (json)', session)).resolves.toBeDefined();
  });
});

describe('a region that is off', () => {
  it.each<Row>([
    ['sts (query)', 'RegionDisabledException', 403],
    ...badKey.filter(([protocol]) => !['sts (query)', 'iam (query)'].includes(protocol)),
  ])('%s: %s', async (protocol, ...answer) => {
    expect(await refused(protocol, session, 'me-south-1')).toEqual(answer);
    await expect(call(protocol, session, 'eu-west-1')).resolves.toBeDefined();
  });

  it('does not concern IAM, which is global', async () => {
    await expect(call('iam (query)', session, 'me-south-1')).resolves.toBeDefined();
  });
});

describe('a throttled call', () => {
  it.each(throttled)('%s: %s', async (protocol, ...answer) => {
    await simulator.faults.set([{ effect: 'throttle' }]);
    expect(await refused(protocol, session)).toEqual(answer);
  });
});

describe('a denied call', () => {
  it('names principal, action, resource and reason', async () => {
    await simulator.applyOnboarding({
      accountId: customerAccountId,
      externalId,
      principalArn: simulator.platform.principalArn,
      minusActions: ['lambda:List*'],
      denyActions: ['ec2:DescribeVpcs'],
    });
    const { lambda, ec2 } = clientsFor(simulator.endpoint, session);
    const arn = `arn:aws:sts::${customerAccountId}:assumed-role/OffloadSecurityScanner/offload-test`;
    expect(await refusalOf(lambda.send(new ListFunctionsCommand({})))).toEqual({
      name: 'AccessDeniedException',
      status: 403,
      message: `User: ${arn} is not authorized to perform: lambda:ListFunctions because no identity-based policy allows the lambda:ListFunctions action`,
    });
    expect(await refusalOf(ec2.send(new DescribeVpcsCommand({})))).toEqual({
      name: 'UnauthorizedOperation',
      status: 403,
      message: `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeVpcs with an explicit deny in an identity-based policy`,
    });
    await simulator.applyOnboarding({ accountId: customerAccountId, externalId, principalArn: simulator.platform.principalArn });
  });
});

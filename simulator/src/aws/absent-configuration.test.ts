/** What AWS answers where something is not there, not on, or elsewhere; and where it plants what nobody may keep. */
import { GetComplianceSummaryByConfigRuleCommand } from '@aws-sdk/client-config-service';
import { DescribeInstanceAttributeCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import {
  GetAccountPasswordPolicyCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListUsersCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetPolicyCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  GetObjectCommand,
} from '@aws-sdk/client-s3';
import { GetFindingsCommand } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../simulator.ts';
import { assumeScanner, clientsFor, customerAccountId, externalId, refusalOf, type Clients } from './testing/sdk.ts';

let simulator: Simulator;
let clients: Clients;
const quietAccountId = '210987654321';

beforeAll(async () => {
  simulator = await startSimulator({
    seed: 'absent',
    size: 2500,
    canary: 'PLANTED-9f3',
    accounts: [{ accountId: customerAccountId }, { accountId: quietAccountId, securityHub: false, guardDuty: false }],
  });
  for (const accountId of [customerAccountId, quietAccountId]) {
    await simulator.applyOnboarding({ accountId, externalId, principalArn: simulator.platform.principalArn, permissions: 'administrator' });
  }
  clients = clientsFor(simulator.endpoint, await assumeScanner(simulator));
});
afterAll(() => simulator.stop());

describe('S3', () => {
  it.each([
    ['NoSuchPublicAccessBlockConfiguration', GetPublicAccessBlockCommand],
    ['NoSuchBucketPolicy', GetBucketPolicyStatusCommand],
    ['ServerSideEncryptionConfigurationNotFoundError', GetBucketEncryptionCommand],
    ['NoSuchTagSet', GetBucketTaggingCommand],
  ])('answers 404 %s where a bucket has none, and what it has elsewhere', async (code, Command) => {
    const { Buckets } = await clients.s3.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }));
    const outcomes = await Promise.all(
      Buckets!.map(({ Name }) =>
        clients.s3.send(new Command({ Bucket: Name }) as never).then(
          () => 'found',
          ({ name, $metadata }) => `${name} ${$metadata.httpStatusCode}`,
        ),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(['found', `${code} 404`]));
  });

  it('answers NoSuchBucket for a bucket that is not there', async () => {
    expect(await refusalOf(clients.s3.send(new GetBucketTaggingCommand({ Bucket: 'nowhere-1' })))).toMatchObject({
      name: 'NoSuchBucket',
      status: 404,
    });
  });

  it('tells every region where a bucket lives, and redirects the rest', async () => {
    const { Buckets } = await clients.s3.send(new ListBucketsCommand({ BucketRegion: 'eu-west-1' }));
    const Bucket = Buckets![0]!.Name;
    expect((await clients.s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
    expect(await refusalOf(clients.s3.send(new GetBucketTaggingCommand({ Bucket })))).toMatchObject({
      name: 'PermanentRedirect',
      status: 301,
    });
    expect(
      (
        await clients.s3.send(
          new GetBucketLocationCommand({
            Bucket: (await clients.s3.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }))).Buckets![0]!.Name,
          }),
        )
      ).LocationConstraint,
    ).toBeUndefined();
  });

  it('names no region to a bare ListBuckets', async () => {
    const { Buckets } = await clients.s3.send(new ListBucketsCommand({}));
    expect(Buckets!.every(({ BucketRegion }) => BucketRegion === undefined)).toBe(true);
  });
});

describe('services that are off', () => {
  it('Security Hub answers InvalidAccessException, GuardDuty has no detectors', async () => {
    const quiet = clientsFor(simulator.endpoint, await assumeScanner(simulator, { accountId: quietAccountId }));
    expect(await refusalOf(quiet.securityhub.send(new GetFindingsCommand({})))).toMatchObject({
      name: 'InvalidAccessException',
      status: 401,
    });
    expect((await quiet.guardduty.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([]);
  });

  it('Config counts rules, capped at 25', async () => {
    const { ComplianceSummary } = await clients.config.send(new GetComplianceSummaryByConfigRuleCommand({}));
    expect(ComplianceSummary!.NonCompliantResourceCount!.CappedCount).toBeLessThanOrEqual(25);
  });
});

describe('things that are not there', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['a user', () => clients.iam.send(new GetUserCommand({ UserName: 'nobody-3' })), 'NoSuchEntityException'],
    [
      'a function policy',
      async () => {
        const { Functions } = await clients.lambda.send(new ListFunctionsCommand({}));
        const refused = await Promise.allSettled(
          Functions!.map(({ FunctionName }) => clients.lambda.send(new GetPolicyCommand({ FunctionName }))),
        );
        throw refused.find(({ status }) => status === 'rejected')!['reason' as never];
      },
      'ResourceNotFoundException',
    ],
    ['a key', () => clients.kms.send(new DescribeKeyCommand({ KeyId: '00000000-0000-4000-8000-000000000000' })), 'NotFoundException'],
    [
      'a database',
      () => clients.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'orders-999999' })),
      'DBInstanceNotFoundFault',
    ],
  ])('%s', async (_what, call, code) => {
    expect((await refusalOf(call())).name).toBe(code);
  });

  it('a password: NoSuchEntity for machines, a date for people', async () => {
    const { Users } = await clients.iam.send(new ListUsersCommand({}));
    const outcomes = await Promise.all(
      Users!.map(({ UserName }) =>
        clients.iam.send(new GetLoginProfileCommand({ UserName })).then(
          () => 'password',
          ({ name }) => name,
        ),
      ),
    );
    expect(new Set(outcomes)).toEqual(new Set(['password', 'NoSuchEntityException']));
  });

  it('a password policy, in some accounts', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const { accountId } = await simulator.createAccount({ size: 0, seed: `policy ${index}` });
        await simulator.applyOnboarding({ accountId, externalId, principalArn: simulator.platform.principalArn });
        const { iam } = clientsFor(simulator.endpoint, await assumeScanner(simulator, { accountId }));
        return iam.send(new GetAccountPasswordPolicyCommand({})).then(
          ({ PasswordPolicy }) => String(PasswordPolicy!.MinimumPasswordLength),
          ({ name }) => name,
        );
      }),
    );
    expect(new Set(outcomes)).toEqual(new Set(['NoSuchEntityException', '8', '14']));
  });
});

describe('SimulatePrincipalPolicy', () => {
  it("decides by the role's policies, and wants the role's own ARN", async () => {
    await simulator.applyOnboarding({
      accountId: customerAccountId,
      externalId,
      principalArn: simulator.platform.principalArn,
      roleName: 'judged',
      path: '/team/',
      minusActions: ['s3:GetBucketAcl'],
      denyActions: ['kms:*'],
    });
    const ask = (PolicySourceArn: string) =>
      clients.iam.send(
        new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetBucketAcl', 'kms:ListKeys', 'ec2:DescribeVpcs'] }),
      );
    const { EvaluationResults } = await ask(`arn:aws:iam::${customerAccountId}:role/team/judged`);
    expect(EvaluationResults!.map(({ EvalDecision }) => EvalDecision)).toEqual(['implicitDeny', 'explicitDeny', 'allowed']);
    expect((await refusalOf(ask(`arn:aws:iam::${customerAccountId}:role/judged`))).name).toBe('NoSuchEntityException');
    expect((await refusalOf(ask(`arn:aws:sts::${customerAccountId}:assumed-role/judged/x`))).name).toBe('InvalidInputException');
  });
});

describe('the canary', () => {
  it('is planted in environments, user data, objects and Security Hub details', async () => {
    const { Functions } = await clients.lambda.send(new ListFunctionsCommand({}));
    expect(Functions!.some(({ Environment }) => Environment?.Variables?.DATABASE_PASSWORD === 'PLANTED-9f3')).toBe(true);
    const { Reservations } = await clients.ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    const { UserData } = await clients.ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId: Reservations![0]!.Instances![0]!.InstanceId, Attribute: 'userData' }),
    );
    expect(Buffer.from(UserData!.Value!, 'base64').toString()).toContain('PLANTED-9f3');
    const { Findings } = await clients.securityhub.send(new GetFindingsCommand({ MaxResults: 100 }));
    expect(JSON.stringify(Findings)).toContain('PLANTED-9f3');
    const { Buckets } = await clients.s3.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }));
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: Buckets![0]!.Name, Key: 'x' }));
    expect(await Body!.transformToString()).toContain('PLANTED-9f3');
  });
});

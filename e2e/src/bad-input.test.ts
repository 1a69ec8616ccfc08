import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { broughtExternalId, connect, onboarded, scanEnded } from './testing/graph.ts';
import { storedRows } from './testing/stored-rows.ts';
import { beginStory, storyAccountId, type Story } from './testing/story.ts';

let story: Story;
beforeAll(async () => {
  story = await beginStory({ overrides: { credentials: { ROLE_PROPAGATION_WAIT_MS: '200' } } });
}, 60_000);
afterAll(() => story?.end(), 30_000);

const roleArn = (name = 'OffloadSecurityScanner', partition = 'aws'): string => `arn:${partition}:iam::${storyAccountId}:role/${name}`;
const withRole = (arn: string, externalId = broughtExternalId, over = {}) => ({ name: 'Bad', role: { roleArn: arn, externalId }, initialScan: false, ...over });
const withKeys = (accessKeyId: string, secretAccessKey: string) => ({ name: 'Bad', accessKeys: { accessKeyId, secretAccessKey }, initialScan: false });
const apply = (over: Partial<Parameters<Story['simulator']['applyOnboarding']>[0]> = {}) =>
  story.simulator.applyOnboarding({ accountId: storyAccountId, externalId: broughtExternalId, principalArn: story.simulator.platform.principalArn, ...over });

describe('a connection that cannot be', () => {
  it.each<[string, () => Promise<Record<string, unknown>>, Record<string, unknown>]>([
    ['an unknown access key', async () => withKeys('AKIAUNKNOWNUNKNOWN12', 'x'.repeat(40)), { __typename: 'ConnectionTestFailed', code: 'INVALID_CREDENTIALS' }],
    [
      'a wrong secret',
      async () => {
        const user = await story.simulator.putUser({ accountId: storyAccountId, userName: 'scanner' });
        return withKeys(user.accessKeys[0]!.accessKeyId, 'y'.repeat(40));
      },
      { __typename: 'ConnectionTestFailed', code: 'INVALID_CREDENTIALS' },
    ],
    [
      'keys of the root user',
      async () => {
        const { rootAccessKey } = (await story.simulator.account(storyAccountId))!;
        return withKeys(rootAccessKey.accessKeyId, rootAccessKey.secretAccessKey);
      },
      { __typename: 'ConnectionTestFailed', code: 'ROOT_CREDENTIALS' },
    ],
    ['a wrong external ID', async () => (await apply(), withRole(roleArn(), 'an-external-id-that-is-wrong')), { __typename: 'ConnectionTestFailed', code: 'ROLE_NOT_ASSUMABLE' }],
    [
      'a wrong principal',
      async () => (await apply({ principalArn: 'arn:aws:iam::999988887777:role/somebody-else', roleName: 'WrongPrincipal' }), withRole(roleArn('WrongPrincipal'))),
      { __typename: 'ConnectionTestFailed', code: 'ROLE_NOT_ASSUMABLE' },
    ],
    ['a role that does not exist', async () => withRole(roleArn('NoSuchRole')), { __typename: 'ConnectionTestFailed', code: 'ROLE_NOT_ASSUMABLE' }],
    ['a role that demands no external ID', async () => (await apply({ externalId: null, roleName: 'Open' }), withRole(roleArn('Open'))), { __typename: 'ConnectionTestFailed', code: 'EXTERNAL_ID_NOT_REQUIRED' }],
    ['a malformed ARN', async () => withRole('not-an-arn'), { __typename: 'InvalidCredentialInput', field: 'role.roleArn' }],
    ['another partition', async () => withRole(roleArn('OffloadSecurityScanner', 'aws-us-gov')), { __typename: 'InvalidCredentialInput', field: 'role.roleArn' }],
    ['an external ID with forbidden characters', async () => withRole(roleArn(), 'has spaces and is long enough'), { __typename: 'InvalidCredentialInput', field: 'role.externalId' }],
    ['an empty name', async () => withRole(roleArn(), broughtExternalId, { name: '' }), { __typename: 'InvalidCredentialInput', field: 'name' }],
    ['a region of no such form', async () => withRole(roleArn(), broughtExternalId, { regions: ['mars-north-1'] }), { __typename: 'InvalidCredentialInput', field: 'regions.0' }],
  ])('%s: says what is certain and what to do, and stores nothing', async (_what, input, expected) => {
    const answer = await connect(story.graph, await input());

    expect(answer).toMatchObject(expected);
    expect(answer.remedy!.length).toBeGreaterThan(10);
    expect(await storedRows(story)).toBe(0);
  }, 30_000);

  it.each<[string, string[], string[]]>([
    ['one required', ['ec2:DescribeVolumes'], ['ec2:DescribeVolumes']],
    ['several', ['rds:DescribeDBInstances', 'iam:ListAccessKeys', 'kms:DescribeKey'], ['iam:ListAccessKeys', 'kms:DescribeKey', 'rds:DescribeDBInstances']],
  ])('missing permissions, %s: names them one by one, with the checks they cost', async (what, minusActions, missing) => {
    const roleName = `Minus-${what.replace(' ', '-')}`;
    await apply({ roleName, minusActions });
    const answer = await connect(story.graph, withRole(roleArn(roleName)));

    expect(answer).toMatchObject({ __typename: 'ConnectionTestFailed', code: 'MISSING_PERMISSIONS' });
    const required = answer.test!.missingPermissions.filter((one) => one.required);
    expect(required.map(({ action }) => action).sort()).toEqual(missing);
    for (const one of required) expect(one.checks.length).toBeGreaterThan(0);
    expect(await storedRows(story)).toBe(0);
  }, 30_000);

  it('all permissions missing: names every required one', async () => {
    await apply({ roleName: 'Nothing', permissions: 'none' });
    const answer = await connect(story.graph, withRole(roleArn('Nothing')));

    expect(answer).toMatchObject({ __typename: 'ConnectionTestFailed', code: 'MISSING_PERMISSIONS' });
    expect(answer.test!.missingPermissions.filter((one) => one.required).length).toBeGreaterThan(20);
    expect(await storedRows(story)).toBe(0);
  }, 30_000);

  it('a name of a megabyte: is refused at the door, in a sentence', async () => {
    const response = await fetch(`${story.platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${story.platform.apiKey}` },
      body: JSON.stringify({ query: 'mutation ($input: ConnectAwsAccountInput!) { connectAwsAccount(input: $input) { __typename } }', variables: { input: withRole(roleArn(), broughtExternalId, { name: 'x'.repeat(1_000_000) }) } }),
    });
    const text = await response.text();
    expect([response.status >= 400 && response.status < 500, text.length < 1_000]).toEqual([true, true]);
    expect(await storedRows(story)).toBe(0);
  });
});

describe('a connection that is good enough', () => {
  it('optional permissions missing: connects, and says so', async () => {
    const roleName = 'MinusOptional';
    await apply({ roleName, minusActions: ['kms:GetKeyRotationStatus'] });
    const other = await story.simulator.createAccount({ accountId: '777788889999' });
    expect(other.accountId).toBe('777788889999');
    expect(await connect(story.graph, withRole(roleArn(roleName)))).toMatchObject({ __typename: 'CloudAccount', status: 'CONNECTED' });
  }, 30_000);

  it('the same account again: says which connection stands', async () => {
    await apply({});
    expect(await connect(story.graph, withRole(roleArn()))).toMatchObject({ __typename: 'CloudAccountAlreadyConnected' });
  });

  it('partial access that was accepted: connects as DEGRADED', async () => {
    const accountId = '777788889999';
    await story.simulator.applyOnboarding({ accountId, externalId: broughtExternalId, principalArn: story.simulator.platform.principalArn, minusActions: ['rds:DescribeDBInstances'] });
    const input = { name: 'Partial', role: { roleArn: `arn:aws:iam::${accountId}:role/OffloadSecurityScanner`, externalId: broughtExternalId }, acceptPartialAccess: true };
    expect(await connect(story.graph, input)).toMatchObject({ __typename: 'CloudAccount', status: 'DEGRADED' });
  }, 30_000);

  it('a role whose external ID was mistyped, where the kit’s own would do: proves the mismatch', async () => {
    const accountId = '333344445555';
    await story.simulator.createAccount({ accountId });
    const { createOnboardingKit: kit } = await story.graph.request<any>('mutation { createOnboardingKit(provider: AWS) { ... on OnboardingKit { externalId awsPrincipalArn } } }');
    const { roleArn: arn } = await story.simulator.applyOnboarding({ accountId, externalId: kit.externalId, principalArn: kit.awsPrincipalArn });
    expect(await connect(story.graph, { name: 'Typo', role: { roleArn: arn, externalId: `${kit.externalId}x` } })).toMatchObject({
      __typename: 'ConnectionTestFailed',
      code: 'EXTERNAL_ID_MISMATCH',
    });
  }, 30_000);
});

describe('a region that is off', () => {
  const accountId = '222233334444';
  beforeAll(() => story.simulator.createAccount({ accountId, enabledRegions: ['us-east-1', 'eu-west-1'] }));

  it('cannot be chosen for an account', async () => {
    const input = { ...(await onboarded(story.simulator, accountId)), regions: ['us-east-1', 'ap-southeast-1'] };
    expect(await connect(story.graph, input)).toMatchObject({ __typename: 'ConnectionTestFailed', code: 'REGION_NOT_ENABLED', remedy: expect.stringContaining('region') });
  }, 30_000);

  it('is a gap of a scan, and hides nothing of the others', async () => {
    const answer = await connect(story.graph, { ...(await onboarded(story.simulator, accountId)), initialScan: false });
    expect(answer).toMatchObject({ __typename: 'CloudAccount' });
    const { startScan } = await story.graph.request<any>(
      `mutation ($id: ID!) { startScan(input: { cloudAccountId: $id, regions: ["us-east-1", "eu-west-1", "ap-southeast-1"] }) { __typename } }`,
      { id: answer.id },
    );
    expect(startScan.__typename).toBe('Scan');

    const scan = await scanEnded(story.graph, answer.id!);
    expect(scan.status).toBe('PARTIAL');
    const unseen = scan.gaps.filter(({ reason }) => reason !== 'NOT_ENABLED');
    expect(new Set(unseen.map(({ region, reason }) => `${region} ${reason}`))).toEqual(new Set(['ap-southeast-1 REGION_NOT_ENABLED']));
  }, 90_000);
});

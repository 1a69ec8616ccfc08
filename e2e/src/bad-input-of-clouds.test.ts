import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connect } from './testing/graph.ts';
import { storedRows } from './testing/stored-rows.ts';
import { beginStory, type Story } from './testing/story.ts';

let story: Story;
beforeAll(async () => {
  story = await beginStory({ overrides: { credentials: { ROLE_PROPAGATION_WAIT_MS: '0' } } });
}, 60_000);
afterAll(() => story?.end(), 30_000);

type Input = Record<string, unknown>;
type Over = Record<string, unknown>;

async function refused(mutation: string, input: Input, expected: Over): Promise<void> {
  const answer = await connect(story.graph, { ...input, initialScan: false }, mutation);
  expect(answer).toMatchObject(expected);
  expect(answer.remedy!.length).toBeGreaterThan(10);
  expect(await storedRows(story)).toBe(0);
}

describe('an Azure subscription that cannot be connected', () => {
  /** What connects a subscription whose customer has applied the Terraform, with what a case changes. */
  async function azure(onboarding: Over = {}, over: Over = {}): Promise<Input & { clientId: string; subscriptionId: string }> {
    const { subscriptionId } = await story.simulator.azure.createSubscription({ size: 0 });
    const { directoryId, clientId, clientSecret } = await story.simulator.azure.applyOnboarding({ subscriptionId, ...onboarding });
    return { name: 'Bad', tenantId: directoryId, clientId, subscriptionId, clientSecret, ...over };
  }
  const failed = (code: string): Over => ({ __typename: 'ConnectionTestFailed', code });

  it.each<[string, () => Promise<Input>, Over]>([
    ['a wrong secret', () => azure({}, { clientSecret: 'this-is-not-the-secret' }), failed('INVALID_CREDENTIALS')],
    ['an expired secret', () => azure({ secretExpiresInDays: -1 }), failed('EXPIRED_CREDENTIALS')],
    ['an application that is not in the directory', () => azure({}, { clientId: randomUUID() }), failed('WRONG_DIRECTORY')],
    ['a directory that does not exist', () => azure({}, { tenantId: randomUUID() }), failed('WRONG_DIRECTORY')],
    [
      'an application that is switched off',
      async () => {
        const input = await azure();
        await story.simulator.azure.setApplication({ clientId: input.clientId, isDisabled: true });
        return input;
      },
      failed('DISABLED_CREDENTIALS'),
    ],
    ['another subscription', () => azure({}, { subscriptionId: randomUUID() }), failed('WRONG_ACCOUNT')],
    ['a subscription id that is a name', () => azure({}, { subscriptionId: 'my subscription' }), { __typename: 'InvalidCredentialInput', field: 'subscriptionId' }],
    ['the id of a secret', () => azure({}, { clientSecret: randomUUID() }), { code: 'SECRET_ID_NOT_VALUE', field: 'clientSecret' }],
    ['neither a secret nor a kit', () => azure({}, { clientSecret: null }), { code: 'EXACTLY_ONE_OF' }],
    ['a kit that never was', () => azure({}, { clientSecret: null, onboardingKitId: randomUUID() }), { code: 'UNKNOWN_ONBOARDING_KIT' }],
  ])('%s: says what is certain and what to do, and stores nothing', async (_what, input, expected) => {
    await refused('connectAzureAccount', await input(), expected);
  }, 30_000);

  it('missing roles: names the actions one by one, with the checks that they cost', async () => {
    const input = await azure({ minusActions: ['Microsoft.Compute/virtualMachines/read', 'Microsoft.KeyVault/vaults/read'] });
    const { test, code } = await connect(story.graph, { ...input, initialScan: false }, 'connectAzureAccount');

    expect(code).toBe('MISSING_PERMISSIONS');
    const required = test!.missingPermissions.filter((one) => one.required);
    expect(required.map(({ action }) => action).sort()).toEqual(['Microsoft.Compute/virtualMachines/read', 'Microsoft.KeyVault/vaults/read']);
    for (const { checks } of required) expect(checks.length).toBeGreaterThan(0);
    expect(await storedRows(story)).toBe(0);
  }, 30_000);
});

describe('a Google Cloud project that cannot be connected', () => {
  async function gcp(onboarding: Over = {}, over: (key: Record<string, unknown>) => Over = () => ({})): Promise<Input> {
    const { projectId } = await story.simulator.gcp.createProject({ size: 0 });
    const { key } = await story.simulator.gcp.applyOnboarding({ projectId, ...onboarding });
    return { name: 'Bad', projectId, serviceAccountKey: key, ...over({ ...key }) };
  }
  const failed = (code: string): Over => ({ __typename: 'ConnectionTestFailed', code });
  const invalid = (code: string): Over => ({ __typename: 'InvalidCredentialInput', code });

  it.each<[string, () => Promise<Input>, Over]>([
    ['a document of workload identity', () => gcp({}, () => ({ serviceAccountKey: { type: 'external_account', audience: 'x' } })), invalid('EXTERNAL_ACCOUNT_NOT_ACCEPTED')],
    ['a person’s own sign-in', () => gcp({}, () => ({ serviceAccountKey: { type: 'authorized_user', refresh_token: 'x' } })), invalid('AUTHORIZED_USER_NOT_ACCEPTED')],
    ['another token endpoint', () => gcp({}, (key) => ({ serviceAccountKey: { ...key, token_uri: 'http://169.254.169.254/' } })), invalid('UNSUPPORTED_TOKEN_URI')],
    ['what is no JSON', () => gcp({}, () => ({ serviceAccountKey: '-----BEGIN PRIVATE KEY-----' })), invalid('KEY_FILE_NOT_JSON')],
    ['a key file of 20 KB', () => gcp({}, (key) => ({ serviceAccountKey: { ...key, padding: 'x'.repeat(20_000) } })), invalid('KEY_FILE_TOO_LARGE')],
    ['a damaged key', () => gcp({}, (key) => ({ serviceAccountKey: { ...key, private_key: String(key['private_key']).slice(0, 200) } })), invalid('MALFORMED_PRIVATE_KEY')],
    ['a project number', () => gcp({}, () => ({ projectId: '123456789012' })), invalid('MALFORMED_PROJECT_ID')],
    [
      'a revoked key',
      async () => {
        const input = await gcp();
        const { client_email: email, private_key_id: keyId } = input['serviceAccountKey'] as Record<string, string>;
        await story.simulator.gcp.revokeKey({ email: email!, keyId: keyId! });
        return input;
      },
      failed('INVALID_CREDENTIALS'),
    ],
    ['a project that it may not see', () => gcp({}, () => ({ projectId: 'no-such-project-here' })), failed('WRONG_ACCOUNT')],
    [
      'an API that is off',
      async () => {
        const input = await gcp();
        await story.simulator.gcp.setApi({ projectId: String(input['projectId']), service: 'cloudasset.googleapis.com', enabled: false });
        return input;
      },
      failed('API_NOT_ENABLED'),
    ],
  ])('%s: says what is certain and what to do, and stores nothing', async (_what, input, expected) => {
    await refused('connectGcpAccount', await input(), expected);
  }, 30_000);

  it('missing roles: names the permissions one by one, with the checks that they cost', async () => {
    const input = await gcp({ minusPermissions: ['cloudasset.assets.listIamPolicy'] });
    const { test, code } = await connect(story.graph, { ...input, initialScan: false }, 'connectGcpAccount');

    expect(code).toBe('MISSING_PERMISSIONS');
    const [missing, ...others] = test!.missingPermissions.filter((one) => one.required);
    expect([missing!.action, others]).toEqual(['cloudasset.assets.listIamPolicy', []]);
    expect(missing!.checks).toContain('gcp.storage.bucket-not-public');
    expect(await storedRows(story)).toBe(0);
  }, 30_000);

  it('is connected by the key of another project that may read it', async () => {
    const { projectId: home } = await story.simulator.gcp.createProject({ size: 0 });
    const input = await gcp({ keyProjectId: home });
    const answer = await connect(story.graph, { ...input, initialScan: false }, 'connectGcpAccount');
    expect(answer).toMatchObject({ __typename: 'CloudAccount', status: 'CONNECTED' });
  }, 30_000);
});

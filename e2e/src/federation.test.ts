import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphClient } from '@offload/embedded/graph-client';
import { addTenant } from './testing/add-tenant.ts';
import { connect, scanEnded } from './testing/graph.ts';
import { storyIssuer } from './testing/story-issuer.ts';
import { beginStory, type Story } from './testing/story.ts';

let story: Story;
let stranger: GraphClient;
beforeAll(async () => {
  story = await beginStory({ overrides: { credentials: { ROLE_PROPAGATION_WAIT_MS: '0' } } });
  stranger = await addTenant(story);
  await story.simulator.trustIssuer({ issuer: storyIssuer, url: story.platform.url });
}, 60_000);
afterAll(async () => {
  await stranger?.close();
  await story?.end();
}, 30_000);

type Provider = 'AWS' | 'AZURE' | 'GCP';

interface Kit {
  id: string;
  oidcIssuer: string;
  subject: string;
  audience: string | null;
}

async function kitOf(graph: GraphClient, provider: Provider): Promise<Kit> {
  const { kit } = await graph.request<{ kit: Kit }>(
    'mutation ($provider: CloudProvider!) { kit: createOnboardingKit(provider: $provider) { ... on OnboardingKit { id oidcIssuer subject audience } } }',
    { provider },
  );
  return kit;
}

interface Cloud {
  provider: Provider;
  mutation: string;
  /** What trusts the subject of a kit, and what connects it by that or another kit. */
  applied(kit: Kit): Promise<(onboardingKitId: string) => Record<string, unknown>>;
  /** Of an attempt by a subject that is not trusted. */
  mismatch: string;
  field: string;
}

const clouds: Cloud[] = [
  {
    provider: 'AWS',
    mutation: 'connectAwsAccount',
    async applied({ oidcIssuer: issuer, subject, audience }) {
      const { accountId } = await story.simulator.createAccount({ size: 300 });
      const federated = { issuer, subject, audience: audience! };
      const { roleArn } = await story.simulator.applyOnboarding({ accountId, principalArn: 'nobody', externalId: null, federated });
      return (onboardingKitId) => ({ webIdentity: { roleArn, onboardingKitId } });
    },
    mismatch: 'ROLE_NOT_ASSUMABLE',
    field: 'webIdentity.onboardingKitId',
  },
  {
    provider: 'AZURE',
    mutation: 'connectAzureAccount',
    async applied({ oidcIssuer: issuer, subject, audience }) {
      const { subscriptionId } = await story.simulator.azure.createSubscription();
      const { directoryId, clientId } = await story.simulator.azure.applyOnboarding({ subscriptionId, federated: { issuer, subject, audience: audience! } });
      return (onboardingKitId) => ({ tenantId: directoryId, clientId, subscriptionId, onboardingKitId });
    },
    mismatch: 'FEDERATION_MISMATCH',
    field: 'onboardingKitId',
  },
  {
    provider: 'GCP',
    mutation: 'connectGcpAccount',
    async applied({ oidcIssuer: issuer, subject }) {
      const { projectId } = await story.simulator.gcp.createProject();
      const { email } = await story.simulator.gcp.applyOnboarding({ projectId });
      const { provider } = await story.simulator.gcp.federate({ email, issuer, subject });
      return (onboardingKitId) => ({ projectId, workloadIdentity: { serviceAccount: email, provider, onboardingKitId } });
    },
    mismatch: 'FEDERATION_MISMATCH',
    field: 'workloadIdentity.onboardingKitId',
  },
];

describe.each(clouds)('an account of $provider without any secret', ({ provider, mutation, applied, mismatch, field }) => {
  const entered = (how: Record<string, unknown>) => ({ name: 'Federated', initialScan: false, ...how });

  it('is connected and scanned by the subject of a kit', async () => {
    const kit = await kitOf(story.graph, provider);
    const answer = await connect(story.graph, { ...entered((await applied(kit))(kit.id)), initialScan: true }, mutation);
    expect(answer).toMatchObject({ __typename: 'CloudAccount', status: 'CONNECTED' });
    expect((await scanEnded(story.graph, answer.id!)).progress.assets).toBeGreaterThan(100);
  }, 60_000);

  it('cannot be connected by another tenant who knows every name of it, that of the kit with them', async () => {
    const kit = await kitOf(story.graph, provider);
    const by = await applied(kit);

    expect(await connect(stranger, entered(by(kit.id)), mutation)).toMatchObject({ __typename: 'InvalidCredentialInput', code: 'UNKNOWN_ONBOARDING_KIT', field });
    const own = await kitOf(stranger, provider);
    const answer = await connect(stranger, entered(by(own.id)), mutation);
    expect(answer).toMatchObject({ __typename: 'ConnectionTestFailed', code: mismatch });
    expect(JSON.stringify(answer)).not.toContain(kit.id);
  }, 30_000);

  it('cannot be connected by another kit of the same tenant, nor by one that a connection has', async () => {
    const kit = await kitOf(story.graph, provider);
    const by = await applied(kit);
    const other = await kitOf(story.graph, provider);
    expect(await connect(story.graph, entered(by(other.id)), mutation)).toMatchObject({ code: mismatch });

    expect(await connect(story.graph, entered(by(kit.id)), mutation)).toMatchObject({ __typename: 'CloudAccount' });
    const second = await applied(kit);
    expect(await connect(story.graph, entered(second(kit.id)), mutation)).toMatchObject({ code: 'ONBOARDING_KIT_IN_USE' });
  }, 30_000);

  it('is not rotated to a kit that nothing trusts yet: the old one stays in use', async () => {
    const kit = await kitOf(story.graph, provider);
    const by = (await applied(kit))(kit.id);
    const first = await connect(story.graph, entered(by), mutation);
    const next = await kitOf(story.graph, provider);
    const { subscriptionId: _subscriptionId, projectId: _projectId, ...credential } = by;
    const input = { [provider.toLowerCase()]: JSON.parse(JSON.stringify(credential).replace(kit.id, next.id)) as unknown };

    const { rotated } = await story.graph.request<{ rotated: { __typename: string; code?: string } }>(
      'mutation ($id: ID!, $input: CredentialInput!) { rotated: rotateCredential(cloudAccountId: $id, input: $input) { __typename ... on ConnectionTestFailed { code } ... on InvalidCredentialInput { field } } }',
      { id: first.id, input },
    );

    // The subject of another kit is not trusted yet: the old one stays in use.
    expect(rotated).toMatchObject({ __typename: 'ConnectionTestFailed', code: mismatch });
  }, 30_000);
});

describe('an AWS account with access keys', () => {
  it('is rotated to a role that trusts the platform itself, and scanned without any secret', async () => {
    const { simulator, graph } = story;
    const { accountId } = await simulator.createAccount({ size: 300 });
    const { accessKeys } = await simulator.putUser({
      accountId,
      userName: 'scanner',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      inlinePolicies: {
        Supplement: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['securityhub:Get*', 'guardduty:Get*', 'guardduty:List*'], Resource: '*' }] },
      },
    });
    const { id } = await connect(graph, { name: 'With keys', accessKeys: accessKeys[0]!, initialScan: false });
    const kit = await kitOf(graph, 'AWS');
    const federated = { issuer: kit.oidcIssuer, subject: kit.subject, audience: kit.audience! };
    const { roleArn } = await simulator.applyOnboarding({ accountId, principalArn: 'nobody', externalId: null, federated });

    const { rotated } = await graph.request<{ rotated: { cloudAccount: { credential: object } } }>(
      `mutation ($id: ID!, $input: CredentialInput!) { rotated: rotateCredential(cloudAccountId: $id, input: $input) {
        ... on CredentialRotated { cloudAccount { credential { kind rotation } } } } }`,
      { id, input: { aws: { webIdentity: { roleArn, onboardingKitId: kit.id } } } },
    );

    expect(rotated.cloudAccount.credential).toEqual({ kind: 'AWS_WEB_IDENTITY', rotation: 'NOT_APPLICABLE' });
    await simulator.deleteUser({ accountId, userName: 'scanner' });
    await graph.request('mutation ($input: StartScanInput!) { startScan(input: $input) { __typename } }', { input: { cloudAccountId: id } });
    expect((await scanEnded(graph, id!)).progress.assets).toBeGreaterThan(100);
  }, 60_000);
});

describe('the documents of the issuer', () => {
  it('are read by anybody, and have no private half of a key', async () => {
    const configuration = await (await fetch(`${story.platform.url}/.well-known/openid-configuration`)).json();
    expect(configuration).toMatchObject({ issuer: storyIssuer, jwks_uri: `${storyIssuer}/.well-known/jwks.json` });

    const answer = await fetch(`${story.platform.url}/.well-known/jwks.json`);
    expect(answer.headers.get('cache-control')).toContain('public');
    const { keys } = (await answer.json()) as { keys: Record<string, unknown>[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });
});

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
  await story.simulator.azure.trustIssuer({ issuer: storyIssuer, url: story.platform.url });
}, 60_000);
afterAll(async () => {
  await stranger?.close();
  await story?.end();
}, 30_000);

interface Kit {
  id: string;
  oidcIssuer: string;
  subject: string;
  audience: string;
}

async function kitOf(graph: GraphClient): Promise<Kit> {
  const { kit } = await graph.request<{ kit: Kit }>('mutation { kit: createOnboardingKit(provider: AZURE) { ... on OnboardingKit { id oidcIssuer subject audience } } }');
  return kit;
}

/** A subscription whose application trusts the subject of a kit, and what connects it. */
async function applied({ id, oidcIssuer: issuer, subject, audience }: Kit) {
  const { subscriptionId } = await story.simulator.azure.createSubscription();
  const { directoryId, clientId } = await story.simulator.azure.applyOnboarding({ subscriptionId, federated: { issuer, subject, audience } });
  return { name: 'Federated', tenantId: directoryId, clientId, subscriptionId, onboardingKitId: id, initialScan: false };
}

describe('an Azure subscription without any secret', () => {
  it('is connected and scanned by the subject of a kit', async () => {
    const input = await applied(await kitOf(story.graph));
    const answer = await connect(story.graph, { ...input, initialScan: true }, 'connectAzureAccount');
    expect(answer).toMatchObject({ __typename: 'CloudAccount', status: 'CONNECTED' });
    expect((await scanEnded(story.graph, answer.id!)).progress.assets).toBeGreaterThan(100);
  }, 60_000);

  it('cannot be connected by another tenant who knows every id of it, that of the kit with them', async () => {
    const input = await applied(await kitOf(story.graph));

    expect(await connect(stranger, input, 'connectAzureAccount')).toMatchObject({ __typename: 'InvalidCredentialInput', code: 'UNKNOWN_ONBOARDING_KIT' });
    const own = await kitOf(stranger);
    const answer = await connect(stranger, { ...input, onboardingKitId: own.id }, 'connectAzureAccount');
    expect(answer).toMatchObject({ __typename: 'ConnectionTestFailed', code: 'FEDERATION_MISMATCH' });
    expect(JSON.stringify(answer)).not.toContain(input.onboardingKitId);
  }, 30_000);

  it('cannot be connected by another kit of the same tenant, nor by one that a connection has', async () => {
    const kit = await kitOf(story.graph);
    const input = await applied(kit);
    const other = await kitOf(story.graph);
    expect(await connect(story.graph, { ...input, onboardingKitId: other.id }, 'connectAzureAccount')).toMatchObject({ code: 'FEDERATION_MISMATCH' });

    expect(await connect(story.graph, input, 'connectAzureAccount')).toMatchObject({ __typename: 'CloudAccount' });
    const second = await applied(kit);
    expect(await connect(story.graph, second, 'connectAzureAccount')).toMatchObject({ code: 'ONBOARDING_KIT_IN_USE' });
  }, 30_000);
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

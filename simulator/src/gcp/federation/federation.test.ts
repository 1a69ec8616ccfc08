/** Without a key: an assertion of the outside world, exchanged for a federated token, which acts as a service account that lets it. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FederateGcp } from '../gcp-control.ts';
import { startSimulator, type Simulator } from '../../simulator.ts';
import { askWith, cloudPlatform, identityPoolOf, reasonOf, send, type Federated } from '../testing/google.ts';
import { startOutsideIssuer, type Change } from '../../oidc/testing/outside-issuer.ts';

const projectId = 'keyless-story';
const project = `https://cloudresourcemanager.googleapis.com/v1/projects/${projectId}`;
const subject = 'offload:0193c1f0-acme:0193c1f1-kit';
const ids = { projectId, poolId: 'offload-security', providerId: 'offload' };
const issuer = 'https://oidc.offload.example';
const stsUrl = 'https://sts.googleapis.com/v1/token';
const permission = 'iam.serviceAccounts.getAccessToken';

let simulator: Simulator;
let outside: Awaited<ReturnType<typeof startOutsideIssuer>>;
let audience: string;
let principal: string;
let email: string;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'federation', size: 20 });
  const { projectNumber } = await simulator.gcp.createProject({ projectId });
  audience = `//iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/offload-security/providers/offload`;
  principal = `principal://iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/offload-security/subject/${subject}`;
  outside = await startOutsideIssuer(issuer, { sub: subject, aud: `https:${audience}` });
  ({ email } = await simulator.gcp.applyOnboarding({ projectId }));
});
afterAll(async () => {
  await simulator.stop();
  await outside.stop();
});
beforeEach(async () => {
  await simulator.clearRecorded();
  await simulator.trustIssuer({ issuer, url: outside.url });
  await simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer });
  await simulator.gcp.bindWorkloadIdentityUser({ email, principal });
});
afterEach(async () => {
  await simulator.setClockOffset(0);
  await simulator.faults.clear();
});

const clientOf = (federated: Partial<Federated> = {}) =>
  identityPoolOf(simulator.endpoint, () => outside.assert(), { audience, email, ...federated });

const form = (change: Record<string, string | undefined> = {}): Record<string, string> => {
  const usual: Record<string, string | undefined> = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience,
    scope: cloudPlatform,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token: outside.assert(),
    ...change,
  };
  return Object.fromEntries(Object.entries(usual).filter((entry): entry is [string, string] => entry[1] !== undefined));
};
const exchange = (change?: Record<string, string | undefined>) =>
  send(simulator.endpoint, stsUrl, { method: 'POST', body: new URLSearchParams(form(change)) });
const exchangeOf = (change: Change) => exchange({ subject_token: outside.assert(change) });

async function federatedToken(scope = cloudPlatform): Promise<string> {
  const { status, body } = await exchange({ scope });
  expect(status).toBe(200);
  return body.access_token as string;
}
const generateFor = async (address: string, input: object = { scope: [cloudPlatform] }, token?: string) =>
  askWith(simulator, token ?? (await federatedToken()))(
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${address}:generateAccessToken`,
    input,
  );

describe("Google's own client without a key", () => {
  it('is the service account, for an hour of the simulated clock, and recorded as it', async () => {
    const client = clientOf();
    const { token } = await client.getAccessToken();
    expect(client.credentials.expiry_date! - Date.now()).toBeGreaterThan(3_590_000);
    const ask = askWith(simulator, token!);
    expect((await ask(project)).body.projectId).toBe(projectId);
    await simulator.setClockOffset(61 * 60_000);
    expect(reasonOf(await ask(project))?.reason).toBe('ACCESS_TOKEN_EXPIRED');

    const calls = (await simulator.recorded({})).map(({ principal: who, accountId, operation, actions, outcome }) => [
      who,
      accountId,
      operation,
      actions,
      outcome,
    ]);
    expect(calls).toEqual([
      [`gcp:${principal}`, projectId, 'sts.token', [], 'ok'],
      [`gcp:${principal}`, projectId, 'iamcredentials.projects.serviceAccounts.generateAccessToken', [permission], 'ok'],
      [`gcp:${email}`, projectId, 'cloudresourcemanager.projects.get', ['resourcemanager.projects.get'], 'ok'],
      [`gcp:${email}`, '', 'cloudresourcemanager.projects.get', [], 'refused'],
    ]);
  });

  it('has the scopes that it asks for, and the lifetime', async () => {
    const scopes = ['https://www.googleapis.com/auth/cloud-platform.read-only'];
    const client = clientOf({ scopes, lifetimeSeconds: 600 });
    const ask = askWith(simulator, (await client.getAccessToken()).token!);
    expect((await ask(project)).status).toBe(200);
    expect(reasonOf(await ask(`${project}:setIamPolicy`, {}))?.reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    await simulator.setClockOffset(11 * 60_000);
    expect(reasonOf(await ask(project))?.reason).toBe('ACCESS_TOKEN_EXPIRED');
  });

  it('is told by code what the token service refuses', async () => {
    await simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer, isDisabled: true });
    await expect(clientOf().getAccessToken()).rejects.toThrow(/^Error code invalid_target: The target service indicated by the "audience"/);
  });

  it('is the federated identity itself when it acts as nobody, and may nothing that was not bound to it', async () => {
    const { token } = await clientOf({ email: undefined }).getAccessToken();
    const refused = await askWith(simulator, token!)(project);
    expect(reasonOf(refused)).toMatchObject({ reason: 'IAM_PERMISSION_DENIED', metadata: { permission: 'resourcemanager.projects.get' } });
  });
});

describe('an exchange', () => {
  it('is answered in the form of the RFC, asked by form or by JSON in either spelling', async () => {
    const camel = Object.fromEntries(
      Object.entries(form()).map(([name, value]) => [name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()), value]),
    );
    const asJson = (body: object) =>
      send(simulator.endpoint, stsUrl, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    for (const { status, body } of [await exchange(), await asJson(camel), await asJson(form())]) {
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['access_token', 'issued_token_type', 'token_type', 'expires_in']);
      expect(body).toMatchObject({ issued_token_type: 'urn:ietf:params:oauth:token-type:access_token', token_type: 'Bearer', expires_in: 3599 });
    }
    expect((await asJson([])).body.error.status).toBe('INVALID_ARGUMENT');
  });

  it.each([
    ['without a token', { subject_token: undefined }, 'invalid_request'],
    ['without an audience', { audience: undefined }, 'invalid_request'],
    ['for an audience that is no provider', { audience: 'https://example.com' }, 'invalid_request'],
    ['for another type of token', { requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    ['of another type of token', { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
    ['by another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['without a scope', { scope: undefined }, 'invalid_scope'],
    ['of what is no JWT', { subject_token: 'not.a.jwt' }, 'invalid_grant'],
  ])('%s is refused', async (_what, change, error) => {
    const { status, body } = await exchange(change);
    expect([status, body.error]).toEqual([400, error]);
    expect(Object.keys(body)).toEqual(['error', 'error_description']);
  });

  it('at a provider that is absent, deleted or disabled, or in a pool that is, is of an invalid target', async () => {
    const refused = async (changed: Record<string, string> = {}) => (await exchange(changed)).body.error as string | undefined;
    expect(await refused({ audience: audience.replace(/offload$/, 'other') })).toBe('invalid_target');
    expect(await refused({ audience: audience.replace(/projects\/\d+/, `projects/${projectId}`) })).toBe('invalid_target');
    await simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer, isDisabled: true });
    expect(await refused()).toBe('invalid_target');
    await simulator.gcp.deleteWorkloadIdentityProvider(ids);
    expect(await refused()).toBe('invalid_target');
    await simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer });
    await simulator.gcp.putWorkloadIdentityPool({ projectId, poolId: ids.poolId, isDisabled: true });
    expect(await refused()).toBe('invalid_target');
    await simulator.gcp.putWorkloadIdentityPool({ projectId, poolId: ids.poolId });
    expect(await refused()).toBeUndefined();
  });
});

describe('an assertion', () => {
  const now = () => Math.floor(Date.now() / 1000);
  it.each([
    ['of another issuer', () => ({ claims: { iss: 'https://other.example' } }), 'The issuer in ID Token https://other.example does not match'],
    ['for another audience', () => ({ claims: { aud: 'sts.amazonaws.com' } }), 'The audience in ID Token [sts.amazonaws.com] does not match'],
    ['that is over', () => ({ claims: { iat: now() - 900, exp: now() - 600 } }), 'is stale to sign-in.'],
    ['of the future', () => ({ claims: { iat: now() + 900, exp: now() + 1200 } }), 'is stale to sign-in.'],
    ['without an end', () => ({ claims: { exp: undefined } }), 'is stale to sign-in.'],
    ['of more than a day', () => ({ claims: { exp: now() + 25 * 3600 } }), 'is stale to sign-in.'],
    ['without a subject', () => ({ claims: { sub: undefined } }), 'google.subject'],
    ['under an unknown key', () => ({ header: { kid: 'three' } }), 'Unable to verify the ID Token signature.'],
    ['under no algorithm', () => ({ header: { alg: 'none' } }), 'Unable to verify the ID Token signature.'],
    [
      'that somebody else signed',
      () => ({ key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }),
      'Unable to verify the ID Token signature.',
    ],
  ] as [string, () => Change, string][])('%s is no grant', async (_what, change, words) => {
    const { status, body } = await exchangeOf(change());
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    expect(body.error_description).toContain(words);
  });

  it('is judged by the simulated clock', async () => {
    await simulator.setClockOffset(-200_000);
    expect((await exchange()).status).toBe(200);
    await simulator.setClockOffset(11 * 60_000);
    expect((await exchange()).body.error_description).toMatch(/^ID Token issued at \d+ is stale to sign-in\.$/);
  });

  it('may be signed on a curve, and may name the provider with https: or without', async () => {
    expect((await exchangeOf({ key: outside.ecKey, header: { alg: 'ES256', kid: 'two' } })).status).toBe(200);
    for (const aud of [audience, `https:${audience}`, ['somebody', audience]]) expect((await exchangeOf({ claims: { aud } })).status).toBe(200);
  });

  it('must be for an audience that the provider allows, when it names any', async () => {
    await simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer, allowedAudiences: ['offload'] });
    expect((await exchangeOf({ claims: { aud: 'offload' } })).status).toBe(200);
    expect((await exchange()).body.error).toBe('invalid_grant');
  });

  it('that the condition does not take is of an unauthorized client', async () => {
    await simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer, attributeCondition: `assertion.sub == "${subject}"` });
    expect((await exchange()).status).toBe(200);
    expect((await exchangeOf({ claims: { sub: 'offload:other:kit' } })).body).toEqual({
      error: 'unauthorized_client',
      error_description: 'The given credential is rejected by the attribute condition.',
    });
  });

  it('with a subject of more than 127 bytes is refused', async () => {
    expect((await exchangeOf({ claims: { sub: 's'.repeat(127) } })).status).toBe(200);
    const { body } = await exchangeOf({ claims: { sub: 's'.repeat(128) } });
    expect(body).toMatchObject({ error: 'invalid_request', error_description: expect.stringContaining('exceeds the 127 bytes limit') });
  });

  it('whose issuer cannot be read, or calls itself otherwise, or publishes no keys, is no grant', async () => {
    const unreadable = { error: 'invalid_grant', error_description: "Error connecting to the given credential's issuer." };
    const { documents } = outside;
    const { configuration, keys } = documents;
    try {
      documents.configuration = { ...configuration, issuer: 'https://other.example' };
      expect((await exchange()).body).toEqual(unreadable);
      documents.configuration = { ...configuration, jwks_uri: `${issuer}/nowhere` };
      expect((await exchange()).body).toEqual(unreadable);
      Object.assign(documents, { configuration, keys: 'none' });
      expect((await exchange()).body).toEqual(unreadable);
    } finally {
      Object.assign(documents, { configuration, keys });
    }
    await simulator.trustIssuer({ issuer, url: null });
    expect((await exchange()).body).toEqual(unreadable);
  });
});

describe('a federated token', () => {
  it('acts as nobody who does not let it, whether the account exists or not', async () => {
    const { email: other } = await simulator.gcp.putServiceAccount({ projectId, name: 'somebody-else' });
    for (const address of [other, `nobody@${projectId}.iam.gserviceaccount.com`, 'nobody@missing-project.iam.gserviceaccount.com']) {
      const { status, body } = await generateFor(address);
      expect([status, body]).toEqual([
        403,
        {
          error: {
            code: 403,
            message: `Permission '${permission}' denied on resource (or it may not exist).`,
            status: 'PERMISSION_DENIED',
            details: [
              {
                '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
                reason: 'IAM_PERMISSION_DENIED',
                domain: 'iam.googleapis.com',
                metadata: { permission },
              },
            ],
          },
        },
      ]);
    }
    await simulator.gcp.bindWorkloadIdentityUser({ email, principal, isBound: false });
    expect((await generateFor(email)).status).toBe(403);
  });

  it('of another subject of the same issuer does not act as the account', async () => {
    const { body } = await exchangeOf({ claims: { sub: `${subject}-2` } });
    expect((await generateFor(email, undefined, body.access_token as string)).status).toBe(403);
  });

  it('gets no token of a disabled account, for longer than an hour, or for no scope', async () => {
    for (const input of [
      {},
      { scope: [] },
      { scope: ['nonsense'] },
      { scope: [cloudPlatform], lifetime: '3601s' },
      { scope: [cloudPlatform], lifetime: '1h' },
    ])
      expect((await generateFor(email, input)).body.error.status).toBe('INVALID_ARGUMENT');
    const { body } = await generateFor(email, { scope: [cloudPlatform], lifetime: '300s' });
    expect(Date.parse(body.expireTime as string) - Date.now()).toBeLessThanOrEqual(300_000);
    expect(body.expireTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    await simulator.gcp.putServiceAccount({ projectId, name: 'offload-security-scanner', isDisabled: true });
    const disabled = await generateFor(email);
    await simulator.gcp.putServiceAccount({ projectId, name: 'offload-security-scanner' });
    expect(reasonOf(disabled)?.metadata.permission).toBe(permission);
    expect((await askWith(simulator, body.accessToken as string)(project)).status).toBe(200);
  });

  it('needs the scope for it, and the API that is on in its own project', async () => {
    const narrow = await federatedToken('https://www.googleapis.com/auth/devstorage.read_only');
    expect(reasonOf(await generateFor(email, undefined, narrow))?.reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    expect((await generateFor(email, undefined, await federatedToken('https://www.googleapis.com/auth/iam'))).status).toBe(200);
    await simulator.gcp.setApi({ projectId, service: 'iamcredentials.googleapis.com', enabled: false });
    const refused = reasonOf(await generateFor(email));
    await simulator.gcp.setApi({ projectId, service: 'iamcredentials.googleapis.com', enabled: true });
    expect(refused).toMatchObject({ reason: 'SERVICE_DISABLED', metadata: { service: 'iamcredentials.googleapis.com' } });
  });

  it('outlives its provider, and not its pool, while the account’s token outlives both', async () => {
    const token = await federatedToken();
    const { accessToken } = (await generateFor(email, undefined, token)).body as { accessToken: string };
    await simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer, isDisabled: true });
    expect((await generateFor(email, undefined, token)).status).toBe(200);
    await simulator.gcp.putWorkloadIdentityPool({ projectId, poolId: ids.poolId, isDisabled: true });
    const refused = await generateFor(email, undefined, token);
    expect([refused.status, reasonOf(refused)?.reason]).toEqual([401, 'ACCOUNT_STATE_INVALID']);
    expect((await askWith(simulator, accessToken)(project)).status).toBe(200);
    await simulator.gcp.putWorkloadIdentityPool({ projectId, poolId: ids.poolId });
  });
});

describe('the fault plan', () => {
  it.each([
    ['throttle', 429, 'rate_limit_exceeded'],
    ['error', 500, 'internal_failure'],
    ['expired', 400, 'invalid_grant'],
  ] as const)('strikes the token service with %s', async (effect, status, error) => {
    await simulator.faults.set([{ match: { action: 'sts.token', principal: `gcp:${principal}` }, effect, times: 1 }]);
    const refused = await exchange();
    expect([refused.status, refused.body.error]).toEqual([status, error]);
    expect((await exchange()).status).toBe(200);
  });

  it('denies what the account would let', async () => {
    await simulator.faults.set([{ match: { action: permission }, effect: 'deny', times: 1 }]);
    expect((await generateFor(email)).body.error.message).toBe(`Permission '${permission}' denied on resource (or it may not exist).`);
    expect((await generateFor(email)).status).toBe(200);
  });
});

describe('federating as the customer’s Terraform does', () => {
  const federate = async (change: Partial<FederateGcp> = {}) => {
    const { provider } = await simulator.gcp.federate({ email, issuer, subject, pool: 'of-terraform', ...change });
    expect(provider).toMatch(/^projects\/\d{12}\/locations\/global\/workloadIdentityPools\/of-terraform\/providers\/offload$/);
    return (sub = subject, aud = `https://iam.googleapis.com/${provider}`) =>
      identityPoolOf(simulator.endpoint, () => outside.assert({ claims: { sub, aud } }), { audience: `//iam.googleapis.com/${provider}`, email });
  };

  it('lets one subject of the issuer act as the account, and applied again another', async () => {
    const clientOf = await federate();
    expect((await askWith(simulator, (await clientOf().getAccessToken()).token!)(project)).status).toBe(200);
    await expect(clientOf('offload:other:kit').getAccessToken()).rejects.toThrow('Error code unauthorized_client');
    const again = await federate({ subject: 'offload:other:kit' });
    await again('offload:other:kit').getAccessToken();
    await expect(again().getAccessToken()).rejects.toThrow('Error code unauthorized_client');
  });

  it.each([
    ['without a condition leaves it to the binding', { condition: null }, permission],
    ['with a condition of another subject refuses this one', { condition: 'offload:other:kit' }, 'unauthorized_client'],
    ['without a binding lets nobody', { isBound: false }, permission],
    ['with a disabled provider is no target', { isDisabled: true }, 'invalid_target'],
    ['for another audience takes no assertion for its own name', { audiences: ['somebody-else'] }, 'invalid_grant'],
  ] as [string, Partial<FederateGcp>, string][])('%s', async (_what, change, words) => {
    const clientOf = await federate(change);
    const sub = change.condition === null ? 'offload:other:kit' : subject;
    await expect(clientOf(sub).getAccessToken()).rejects.toThrow(words);
  });

  it('for everybody of the pool lets every subject that the issuer vouches for', async () => {
    const clientOf = await federate({ subject: null });
    await clientOf('offload:other:kit').getAccessToken();
    // Another pool of the same project is not this one.
    expect((await generateFor(email)).status).toBe(403);
  });

  it('shows in the account’s policy who may act as it', async () => {
    const clientOf = await federate();
    const ask = askWith(simulator, (await clientOf().getAccessToken()).token!);
    const policies = await ask(`https://cloudasset.googleapis.com/v1/projects/${projectId}:searchAllIamPolicies?query=policy:workloadIdentityUser`);
    const bindings = (policies.body.results as { policy: { bindings: object[] } }[]).flatMap(({ policy }) => policy.bindings);
    expect(bindings).toContainEqual({
      role: 'roles/iam.workloadIdentityUser',
      members: [principal.replace('/offload-security/', '/of-terraform/')],
    });
  });
});

describe('what an admin says that the simulator does not understand', () => {
  it('is refused, not ignored', async () => {
    const put = (change: object) => simulator.gcp.putWorkloadIdentityProvider({ ...ids, issuer, ...change });
    await expect(put({ attributeCondition: 'assertion.sub.startsWith("offload:")' })).rejects.toThrow('does not understand the condition');
    await expect(put({ attributeMapping: { 'google.subject': '"everyone"' } })).rejects.toThrow('does not understand the mapping');
    await expect(put({ issuer: 'http://oidc.example' })).rejects.toThrow();
    await expect(simulator.gcp.bindWorkloadIdentityUser({ email, principal: 'allUsers' })).rejects.toThrow();
    await expect(simulator.gcp.deleteWorkloadIdentityProvider({ ...ids, providerId: 'missing' })).rejects.toThrow('no provider');
  });
});

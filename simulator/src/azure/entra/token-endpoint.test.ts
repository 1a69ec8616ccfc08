/** The token endpoint as @azure/identity asks it: what it gives out, and each way in which it refuses. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AzureOnboardingView } from '../azure-control.ts';
import { startSimulator, type Simulator } from '../../simulator.ts';
import { armScope, askWith, assertionCredential, refusalOf, secretCredential, send } from '../testing/azure.ts';

let simulator: Simulator;
let subscriptionId: string;
beforeAll(async () => {
  simulator = await startSimulator({ seed: 'tokens', size: 20 });
  ({ subscriptionId } = await simulator.azure.createSubscription());
});
afterAll(() => simulator.stop());
afterEach(async () => {
  await simulator.setClockOffset(0);
  await simulator.faults.clear();
});

const subscription = () => `/subscriptions/${subscriptionId}?api-version=2022-12-01`;

describe('a client secret', () => {
  let onboarded: AzureOnboardingView;
  beforeAll(async () => {
    onboarded = await simulator.azure.applyOnboarding({ subscriptionId });
  });
  const credential = (secret = onboarded.clientSecret!, application = onboarded) => secretCredential(simulator.endpoint, application, secret);

  it('is worth a token that opens Resource Manager for an hour of the simulated clock', async () => {
    const { token, expiresOnTimestamp } = (await credential().getToken(armScope))!;
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as object;
    expect(claims).toMatchObject({ oid: onboarded.objectId, tid: onboarded.directoryId, appid: onboarded.clientId, appidacr: '1' });
    expect(expiresOnTimestamp - Date.now()).toBeGreaterThan(3_500_000);

    const ask = askWith(simulator, token);
    for (const [minutes, status] of [
      [0, 200],
      [59, 200],
      [61, 401],
    ] as const) {
      await simulator.setClockOffset(minutes * 60_000);
      expect([minutes, (await ask(subscription())).status]).toEqual([minutes, status]);
    }
  });

  it('that is wrong, or has expired, is told apart', async () => {
    expect(await refusalOf(credential('another'))).toBe(7000215);
    await simulator.setClockOffset(91 * 86_400_000);
    expect(await refusalOf(credential())).toBe(7000222);
    await simulator.setClockOffset(0);
    const old = await simulator.azure.createApplication({ secrets: [{ value: 'an-old-one', expiresInDays: -1 }, {}] });
    expect(await refusalOf(credential('an-old-one', { ...old, clientSecret: null }))).toBe(7000222);
    await credential(old.clientSecrets[1], { ...old, clientSecret: null }).getToken(armScope);
  });

  it('is refused in a directory that does not exist, and where nobody knows the application', async () => {
    expect(await refusalOf(credential(undefined, { ...onboarded, directoryId: '00000000-0000-4000-8000-000000000001' }))).toBe(90002);
    expect(await refusalOf(credential(undefined, { ...onboarded, clientId: '00000000-0000-4000-8000-000000000001' }))).toBe(700016);
    const elsewhere = await simulator.azure.createApplication({ directoryId: '11111111-0000-4000-8000-000000000001' });
    expect(await refusalOf(credential(undefined, { ...onboarded, directoryId: elsewhere.directoryId }))).toBe(700016);
  });

  it('of an application that is disabled or blocked is refused, while its tokens live on', async () => {
    const { token } = (await credential().getToken(armScope))!;
    await simulator.azure.setApplication({ clientId: onboarded.clientId, isDisabled: true });
    expect(await refusalOf(credential())).toBe(7000112);
    await simulator.azure.setApplication({ clientId: onboarded.clientId, isDisabled: false, isBlockedByPolicy: true });
    expect(await refusalOf(credential())).toBe(53003);
    await simulator.azure.setApplication({ clientId: onboarded.clientId, isBlockedByPolicy: false });
    expect((await askWith(simulator, token)(subscription())).status).toBe(200);
    await credential().getToken(armScope);
  });

  it('that is no longer set is wrong', async () => {
    const { clientId } = await simulator.azure.createApplication({ secrets: [{ value: 'first-secret' }] });
    const changed = await simulator.azure.setApplication({ clientId, secrets: [{ value: 'second-secret' }] });
    const application = { ...changed, clientSecret: null };
    expect(await refusalOf(credential('first-secret', application))).toBe(7000215);
    await credential('second-secret', application).getToken(armScope);
  });

  it.each([
    ['throttle', 50196],
    ['error', 90033],
    ['deny', 53003],
    ['expired', 7000222],
  ] as const)('is refused by the fault %s once, with %i', async (effect, number) => {
    await simulator.faults.set([{ match: { action: 'entra.token', principal: `azure:${onboarded.objectId}` }, effect, times: 1 }]);
    expect(await refusalOf(credential())).toBe(number);
    await credential().getToken(armScope);
  });

  it('is worth a token of another resource, which Resource Manager does not take', async () => {
    const { token } = (await credential().getToken('https://graph.microsoft.com/.default'))!;
    const { status, body } = await askWith(simulator, token)(subscription());
    expect([status, body.error.code]).toEqual([401, 'InvalidAuthenticationTokenAudience']);
  });
});

describe('an assertion of another issuer', () => {
  const issuer = 'https://oidc.example';
  const subject = 'offload:a-tenant:a-kit';
  const audience = 'api://AzureADTokenExchange';
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let documents: Server;
  let url: string;
  let named: string;
  let onboarded: AzureOnboardingView;

  beforeAll(async () => {
    named = issuer;
    documents = createServer((request, response) => {
      const body =
        request.url === '/.well-known/openid-configuration'
          ? { issuer: named, jwks_uri: `${issuer}/keys` }
          : { keys: request.url === '/keys' ? [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }] : undefined };
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((listening) => documents.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(documents.address() as AddressInfo).port}`;
    onboarded = await simulator.azure.applyOnboarding({
      subscriptionId,
      clientId: '22222222-0000-4000-8000-000000000001',
      federated: { issuer, subject },
    });
    await simulator.trustIssuer({ issuer, url });
  });
  afterAll(() => new Promise((closed) => documents.close(closed)));
  afterEach(async () => {
    named = issuer;
    await simulator.trustIssuer({ issuer, url });
  });

  interface Change {
    claims?: Record<string, unknown>;
    header?: object;
    key?: KeyObject;
  }
  function assertion({ claims = {}, header = {}, key = privateKey }: Change = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const usual = { iss: issuer, sub: subject, aud: audience, iat: now, nbf: now, exp: now + 300 };
    const signed = `${encode({ alg: 'RS256', kid: 'one', ...header })}.${encode({ ...usual, ...claims })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }
  const credential = (change?: Change) => assertionCredential(simulator.endpoint, onboarded, assertion(change));

  it('is worth a token where issuer, subject and audience are those of a federated credential', async () => {
    expect(onboarded.clientSecret).toBeNull();
    const { token } = (await credential().getToken(armScope))!;
    expect((await askWith(simulator, token)(subscription())).status).toBe(200);
  });

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, Change, number]>([
    ['another subject', { claims: { sub: 'offload:another:kit' } }, 700213],
    ['another issuer', { claims: { iss: 'https://other.example' } }, 700211],
    ['another audience', { claims: { aud: 'api://other' } }, 700212],
    ['no subject', { claims: { sub: undefined } }, 70021],
    ['the key of somebody else', { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }, 700027],
    ['the name of a key that is not published', { header: { kid: 'two' } }, 5000811],
    ['an algorithm that is none', { header: { alg: 'none' } }, 700027],
    ['a time that no date can be made of', { claims: { exp: 1e20 } }, 50027],
    ['a time that is over', { claims: { nbf: now - 1200, exp: now - 600 } }, 700024],
    ['a time that is to come', { claims: { nbf: now + 600, exp: now + 900 } }, 700024],
  ])('with %s is refused', async (_what, change, number) => {
    expect(await refusalOf(credential(change))).toBe(number);
  });

  it('is refused when the documents of its issuer cannot be read, or are of another', async () => {
    named = 'https://other.example';
    expect(await refusalOf(credential())).toBe(50166);
    await simulator.trustIssuer({ issuer, url: 'http://127.0.0.1:9' });
    expect(await refusalOf(credential())).toBe(50166);
    await simulator.trustIssuer({ issuer, url: null });
    expect(await refusalOf(credential())).toBe(50166);
  });

  it('is worth nothing to an application without federated credentials, nor a secret to this one', async () => {
    const plain = await simulator.azure.createApplication({ secrets: [{ value: 'plain-secret' }] });
    expect(await refusalOf(assertionCredential(simulator.endpoint, plain, assertion()))).toBe(70025);
    expect(await refusalOf(secretCredential(simulator.endpoint, onboarded, 'plain-secret'))).toBe(7000215);
  });

  it('that is none is malformed', async () => {
    for (const text of ['nonsense', 'a.b', 'a.b.c', `${Buffer.from('{}').toString('base64url')}.bnVsbA.c2ln`])
      expect(await refusalOf(assertionCredential(simulator.endpoint, onboarded, text))).toBe(50027);
  });
});

describe('a request that no client sends', () => {
  const ask = (tenant: string, form: Record<string, string>) =>
    send(simulator.endpoint, `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });

  it.each([
    [{}, 900144],
    [{ grant_type: 'client_credentials' }, 900144],
    [{ grant_type: 'password', client_id: 'x' }, 70003],
    [{ grant_type: 'client_credentials', client_id: 'x' }, 700016],
    [{ grant_type: 'client_credentials', client_id: 'APP' }, 7000218],
    [{ grant_type: 'client_credentials', client_id: 'APP', client_secret: 'right-secret', scope: 'https://management.azure.com/' }, 1002012],
    [{ grant_type: 'client_credentials', client_id: 'APP', client_secret: 'right-secret', scope: 'https://evil.example/.default' }, 500011],
  ])('%j is refused with %i', async (form: Record<string, string>, number) => {
    const { clientId, directoryId } = await simulator.azure.createApplication({ secrets: [{ value: 'right-secret' }] });
    const { status, body } = await ask(directoryId, form.client_id === 'APP' ? { ...form, client_id: clientId } : form);
    expect([status >= 400, body.error_codes, body.error_description.slice(0, 6)]).toEqual([true, [number], 'AADSTS']);
  });

  it('for a path that is not served, or a document of no directory, is refused', async () => {
    expect((await send(simulator.endpoint, 'https://login.microsoftonline.com/common/oauth2/token')).status).toBe(404);
    expect((await send(simulator.endpoint, 'https://login.microsoftonline.com/%E0%A4%A/oauth2/token')).status).toBe(404);
    const { body } = await send(simulator.endpoint, 'https://login.microsoftonline.com/nowhere.example/v2.0/.well-known/openid-configuration');
    expect(body.error_codes).toEqual([90002]);
    const elsewhere = 'https://login.microsoftonline.com/common/discovery/instance?api-version=1.1&authorization_endpoint=https://evil.example/x';
    expect((await send(simulator.endpoint, elsewhere)).body.error).toBe('invalid_instance');
  });
});

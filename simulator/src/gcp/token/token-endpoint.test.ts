/** The token endpoint: what it gives out, and each way in which it refuses. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServiceAccountKeyDocument } from '../gcp-control.ts';
import { startSimulator, type Simulator } from '../../simulator.ts';
import { askWith, cloudPlatform, jwtOf, reasonOf, send } from '../testing/google.ts';

const projectId = 'token-story';
const project = `https://cloudresourcemanager.googleapis.com/v1/projects/${projectId}`;
const tokenUrl = 'https://oauth2.googleapis.com/token';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
let simulator: Simulator;
let key: ServiceAccountKeyDocument;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'tokens', size: 20 });
  await simulator.gcp.createProject({ projectId });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.setClockOffset(0);
  ({ key } = await simulator.gcp.applyOnboarding({ projectId }));
});

/** What google-auth-library is refused with. */
async function refusalOf(document: ServiceAccountKeyDocument): Promise<{ status: number; error: string; error_description: string }> {
  try {
    await jwtOf(simulator.endpoint, document).authorize();
  } catch (error) {
    const { response } = error as { response: { status: number; data: { error: string; error_description: string } } };
    return { status: response.status, ...response.data };
  }
  throw new Error('the key was not refused');
}

const ask = (form: Record<string, string>) => send(simulator.endpoint, tokenUrl, { method: 'POST', body: new URLSearchParams(form) });

/** An assertion of these claims over the usual ones, signed with the account's key; undefined leaves a claim out. */
function exchange(claims: Record<string, unknown>, privateKey = key.private_key, header: Record<string, unknown> = {}) {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const usual = { iss: key.client_email, aud: tokenUrl, scope: cloudPlatform, iat: now, exp: now + 3600 };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', ...header })}.${encode({ ...usual, ...claims })}`;
  return ask({ grant_type: grantType, assertion: `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}` });
}

const shortLived =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';

describe('a key', () => {
  it('is worth a token that opens the APIs for an hour of the simulated clock', async () => {
    const { access_token: token, expiry_date: expiry } = await jwtOf(simulator.endpoint, key).authorize();
    expect(token).toMatch(/^ya29\.c\.[\w-]{100,}$/);
    expect(Buffer.from(token!.slice(7), 'base64url').toString('latin1')).not.toContain('offload');
    expect(expiry! - Date.now()).toBeGreaterThan(3_590_000);
    const asHolder = askWith(simulator, token!);
    expect((await asHolder(project)).status).toBe(200);
    await simulator.setClockOffset(59 * 60_000);
    expect((await asHolder(project)).status).toBe(200);
    await simulator.setClockOffset(61 * 60_000);
    const over = await asHolder(project);
    expect([over.status, reasonOf(over)?.reason]).toEqual([401, 'ACCESS_TOKEN_EXPIRED']);
  });

  it('is the document that Google gives out', () => {
    expect(Object.keys(key)).toEqual([
      'type',
      'project_id',
      'private_key_id',
      'private_key',
      'client_email',
      'client_id',
      'auth_uri',
      'token_uri',
      'auth_provider_x509_cert_url',
      'client_x509_cert_url',
      'universe_domain',
    ]);
    expect(key).toMatchObject({ type: 'service_account', project_id: projectId, token_uri: tokenUrl });
    expect(key.private_key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(key.private_key_id).toMatch(/^[0-9a-f]{40}$/);
    expect(key.client_id).toMatch(/^1\d{20}$/);
  });

  it('that was deleted or disabled signs nothing any more, while tokens that it was worth live on', async () => {
    for (const isDisabled of [false, true]) {
      const second = await simulator.gcp.createKey({ email: key.client_email });
      const { access_token: token } = await jwtOf(simulator.endpoint, second).authorize();
      await simulator.gcp.revokeKey({ email: key.client_email, keyId: second.private_key_id, isDisabled });
      expect(await refusalOf(second)).toEqual({ status: 400, error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
      expect((await askWith(simulator, token!)(project)).status).toBe(200);
    }
  });

  it('of an account that never was, or is disabled, is of an account not found', async () => {
    const notFound = { status: 400, error: 'invalid_grant', error_description: 'Invalid grant: account not found' };
    expect(await refusalOf({ ...key, client_email: `nobody@${projectId}.iam.gserviceaccount.com` })).toEqual(notFound);
    const { access_token: token } = await jwtOf(simulator.endpoint, key).authorize();
    await simulator.gcp.putServiceAccount({ projectId, name: 'offload-security-scanner', isDisabled: true });
    expect(await refusalOf(key)).toEqual(notFound);
    expect(reasonOf(await askWith(simulator, token!)(project))?.reason).toBe('ACCOUNT_STATE_INVALID');
  });

  it('of somebody else does not sign for this account', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await exchange({}, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    expect(forged.body).toEqual({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
  });

  it('works by the account alone when the assertion names no key, and not under the name of another key', async () => {
    expect((await exchange({})).status).toBe(200);
    expect((await exchange({}, key.private_key, { kid: '0'.repeat(40) })).body.error_description).toBe('Invalid JWT Signature.');
  });
});

describe('an assertion', () => {
  it.each([
    ['ten minutes ahead', -10 * 60_000],
    ['more than an hour late', 66 * 60_000],
  ])('by a clock that is %s is out of the timeframe', async (_what, cloudOffsetMs) => {
    await simulator.setClockOffset(cloudOffsetMs);
    expect(await refusalOf(key)).toEqual({ status: 400, error: 'invalid_grant', error_description: shortLived });
  });

  it('by a clock that is a little wrong is taken', async () => {
    for (const offset of [-200_000, 200_000]) {
      await simulator.setClockOffset(offset);
      expect((await exchange({})).status).toBe(200);
    }
  });

  it.each([
    ['a life of two hours', { exp: Math.floor(Date.now() / 1000) + 7200 }, shortLived],
    ['no time of issue', { iat: undefined }, shortLived],
    ['another audience', { aud: 'https://example.com/' }, `Invalid JWT: Failed audience check. The right audience is ${tokenUrl}`],
  ])('with %s is refused', async (_what, claims, description) => {
    expect((await exchange(claims)).body).toEqual({ error: 'invalid_grant', error_description: description });
  });

  it('without a scope, or for somebody else, is refused', async () => {
    expect((await exchange({ scope: undefined })).body.error).toBe('invalid_scope');
    const impersonating = await exchange({ sub: 'boss@example.com' });
    expect([impersonating.status, impersonating.body.error]).toEqual([401, 'unauthorized_client']);
  });

  it('that is none is a bad request', async () => {
    expect((await ask({ grant_type: grantType, assertion: 'not.a.jwt' })).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Bad Request',
    });
    expect((await ask({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
    expect((await ask({})).body.error).toBe('invalid_request');
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const unsigned = `${encode({ alg: 'none' })}.${encode({ iss: key.client_email })}.x`;
    expect((await ask({ grant_type: grantType, assertion: unsigned })).body.error_description).toBe('Bad Request');
  });
});

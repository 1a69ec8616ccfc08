import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { unusedPort } from '@offload/testkit';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createGcpConnector, type GcpConnector } from './gcp-connector.ts';
import { GcpError } from './gcp-error.ts';
import { cloudPlatformScope } from './scopes.ts';
import type { GcpServiceAccountKey } from './service-account-key.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const key: GcpServiceAccountKey = {
  kind: 'GCP_SERVICE_ACCOUNT_KEY',
  clientEmail: 'scanner@customer-project.iam.gserviceaccount.com',
  projectId: 'customer-project',
  privateKeyId: 'a1'.repeat(20),
  privateKey: new Secret(pem),
};
const token = { accessToken: 'ya29.canary-token', expiresAt: new Date(Date.now() + 3_600_000) };
const projectUrl = 'https://cloudresourcemanager.googleapis.com/v3/projects/p?fields=state';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

describe('the way to Google', () => {
  let server: Server;
  let connector: GcpConnector;
  let seen: Seen[];
  let answer: (response: ServerResponse, times: number) => void;
  const environment = { ...process.env };

  const json =
    (status: number, body: unknown, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

  beforeEach(async () => {
    seen = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      answer(response, seen.length);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    connector = createGcpConnector(
      { mode: 'simulator', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      { timeoutMs: 300 },
    );
  });
  afterEach(async () => {
    process.env = { ...environment };
    connector.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const failureOf = async (call: Promise<unknown>): Promise<GcpError> => {
    const error = await call.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof GcpError)) throw new Error(`expected a GcpError, got ${String(error)}`);
    return error;
  };

  it('exchanges a signed assertion for a token, at the one endpoint there is', async () => {
    answer = json(200, { access_token: 'ya29.token', expires_in: 3599, token_type: 'Bearer' });

    const { accessToken, expiresAt } = await connector.authorize(key, cloudPlatformScope);

    expect(accessToken).toBe('ya29.token');
    expect(Math.abs(expiresAt.getTime() - Date.now() - 3_599_000)).toBeLessThan(10_000);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/token', headers: { 'x-simulator-host': 'oauth2.googleapis.com' } });
    const form = new URLSearchParams(seen[0]!.body);
    const claims = JSON.parse(Buffer.from(form.get('assertion')!.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
    expect(claims).toMatchObject({ iss: key.clientEmail, scope: cloudPlatformScope, aud: 'https://oauth2.googleapis.com/token' });
    expect(claims.sub).toBeUndefined();
  });

  it('calls an API with the token, and with nothing that the environment says', async () => {
    answer = json(200, { state: 'ACTIVE' });
    const nowhere = `http://127.0.0.1:${await unusedPort()}`;
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy', 'ALL_PROXY']) process.env[name] = nowhere;
    Object.assign(process.env, {
      NODE_USE_ENV_PROXY: '1',
      GOOGLE_APPLICATION_CREDENTIALS: '/etc/passwd',
      GOOGLE_CLOUD_PROJECT: 'other',
      GOOGLE_CLOUD_QUOTA_PROJECT: 'other',
      GOOGLE_CLOUD_UNIVERSE_DOMAIN: 'attacker.example',
      GCE_METADATA_HOST: nowhere,
    });

    expect(await connector.as(token).call('x:y', projectUrl)).toEqual({ state: 'ACTIVE' });
    answer = json(200, { access_token: 'ya29.token', expires_in: 3599 });
    await connector.authorize(key, cloudPlatformScope);

    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/v3/projects/p?fields=state',
      headers: { authorization: `Bearer ${token.accessToken}`, 'x-simulator-host': 'cloudresourcemanager.googleapis.com' },
    });
    expect(Object.keys(seen[0]!.headers)).not.toContain('x-goog-user-project');
    expect(seen).toHaveLength(2);
  });

  it('writes neither assertion nor token anywhere, also when the library is told to log', async () => {
    process.env.GOOGLE_SDK_NODE_LOGGING = '*';
    answer = json(200, { access_token: 'ya29.canary', expires_in: 3599 });
    const written: string[] = [];
    const streams = [process.stdout, process.stderr];
    const originals = streams.map((stream) => stream.write);
    for (const stream of streams) stream.write = ((chunk: unknown) => written.push(String(chunk)) > 0) as typeof stream.write;

    try {
      await connector.authorize(key, cloudPlatformScope);
      answer = json(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
      await failureOf(connector.authorize(key, cloudPlatformScope));
    } finally {
      streams.forEach((stream, index) => (stream.write = originals[index]!));
    }

    const assertion = new URLSearchParams(seen[0]!.body).get('assertion')!;
    for (const secret of ['ya29.canary', assertion, pem.split('\n')[1]!]) expect(written.join('')).not.toContain(secret);
  });

  it('leads to Google only', async () => {
    for (const url of [
      'https://attacker.example/',
      'http://cloudasset.googleapis.com/',
      'https://googleapis.com.attacker.example/',
      'https://evilgoogleapis.com/',
    ])
      await expect(connector.as(token).call('x:y', url)).rejects.toThrow('does not lead to Google');
    expect(seen).toEqual([]);
  });

  it('follows no redirect', async () => {
    answer = (response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();

    expect(await failureOf(connector.as(token).call('x:y', projectUrl))).toMatchObject({ kind: 'UNREACHABLE' });
    expect(seen).toHaveLength(1);
  });

  it.each([
    [503, 'UNREACHABLE'],
    [500, 'UNREACHABLE'],
    [429, 'THROTTLED'],
  ])('tries %i again, three times in all', async (status, kind) => {
    answer = json(status, { error: { status: 'X' } });
    expect(await failureOf(connector.as(token).call('x:y', projectUrl))).toMatchObject({ kind });
    expect(seen).toHaveLength(3);

    answer = (response, times) => (times < 6 ? json(status, {}) : json(200, { ok: true }))(response);
    expect(await connector.as(token).call('x:y', projectUrl)).toEqual({ ok: true });
  });

  it('tries a lost connection again', async () => {
    answer = (response, times) => (times === 1 ? void response.socket!.destroy() : json(200, { ok: true })(response));

    expect(await connector.as(token).call('x:y', projectUrl)).toEqual({ ok: true });
  });

  it.each([400, 401, 403, 404, 501])('does not try %i again', async (status) => {
    answer = json(status, { error: { status: 'X' } });

    await failureOf(connector.as(token).call('x:y', projectUrl));

    expect(seen).toHaveLength(1);
  });

  it('waits no longer than it must for a server that never answers, and does not ask it twice', async () => {
    answer = () => undefined;
    const startedAt = performance.now();

    expect(await failureOf(connector.as(token).call('x:y', projectUrl))).toMatchObject({ kind: 'UNREACHABLE' });

    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(seen).toHaveLength(1);
  });

  it('takes no answer of any length', async () => {
    answer = (response) => void response.end(JSON.stringify({ x: 'x'.repeat(5 * 1024 * 1024) }));

    expect(await failureOf(connector.as(token).call('x:y', projectUrl))).toMatchObject({ kind: 'UNREACHABLE' });
  });

  it('takes an answer that is no JSON for none of Google', async () => {
    answer = (response) => void response.end('<html>Sign in to the hotel network</html>');

    expect(await failureOf(connector.as(token).call('x:y', projectUrl))).toMatchObject({ kind: 'UNREACHABLE' });
    expect(await failureOf(connector.authorize(key, cloudPlatformScope))).toMatchObject({ kind: 'UNREACHABLE' });
  });

  it('fails with errors that hold neither token nor assertion nor key', async () => {
    answer = (response) => void response.socket!.destroy();
    const errors = [
      await failureOf(connector.as(token).call('x:y', projectUrl)),
      await failureOf(connector.authorize(key, cloudPlatformScope)),
    ];
    answer = json(400, { error: 'invalid_grant', error_description: `Invalid JWT Signature. ${token.accessToken}` });
    errors.push(await failureOf(connector.authorize(key, cloudPlatformScope)));

    const assertion = new URLSearchParams(seen.at(-1)!.body).get('assertion')!;
    for (const error of errors) {
      const printed = inspect(error, { depth: 20, showHidden: true });
      for (const secret of [token.accessToken, assertion, pem.split('\n')[1]!]) expect(printed).not.toContain(secret);
    }
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudLease } from '@offload/contracts';
import type { CloudAnswer } from '../testing/fake-cloud.ts';
import { openGcpSession, type GcpSession } from './gcp-session.ts';
import { fakeGoogle, projectId, type FakeGoogle } from './testing/fake-google.ts';

let google: FakeGoogle;
beforeAll(async () => {
  google = await fakeGoogle();
});
afterAll(() => google.stop());

const url = `https://cloudresourcemanager.googleapis.com/v1/projects/${projectId}`;
const path = `/v1/projects/${projectId}`;
const parent = `projects/${projectId}/sources/-/locations/global`;

/** Google's error model: a status, and details that say why. */
const refusal = (status: string, reason?: string, metadata: Record<string, string> = {}, message = 'said Google') => ({
  error: {
    status,
    message,
    ...(reason && { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata }] }),
  },
});

const listFindings = async (session: GcpSession) => (await session.securityCenter()).listFindings({ parent }, { autoPaginate: false });

/** What becomes of a call that is answered so. */
async function explained(status: number, body: unknown, call: (session: GcpSession) => Promise<unknown> = ({ client }) => client.get(url)) {
  google.answer(() => ({ status, body }));
  const session = google.session();
  return session.explain(await call(session).catch((refused: unknown) => refused));
}

describe('a session', () => {
  it('sends what it asks of Google to the simulator, with the token and the real host', async () => {
    google.answer(() => ({ body: { projectId } }));

    expect(await google.session({ accessToken: 'a-token' }).client.get(url, { assetTypes: ['a', 'b'], pageToken: undefined })).toEqual({ projectId });
    const [request] = google.requests;
    expect(request).toMatchObject({
      method: 'GET',
      path,
      headers: { authorization: 'Bearer a-token', 'x-simulator-host': 'cloudresourcemanager.googleapis.com' },
    });
    expect([...request!.query]).toEqual([
      ['assetTypes', 'a'],
      ['assetTypes', 'b'],
    ]);
  });

  it('sends JSON where Google reads by POST', async () => {
    google.answer(() => ({ body: { bindings: [] } }));
    await google.session().client.post(`${url}:getIamPolicy`, { options: { requestedPolicyVersion: 3 } });
    expect(google.requests[0]).toMatchObject({
      method: 'POST',
      path: `${path}:getIamPolicy`,
      headers: { 'content-type': 'application/json' },
      body: { options: { requestedPolicyVersion: 3 } },
    });
  });

  it('takes the primary region for what is project-wide', () => {
    expect(google.session({ region: 'global' }).region).toBe('us-central1');
    expect(google.session({ region: 'europe-west3' }).region).toBe('europe-west3');
  });

  it("does not open on another cloud's lease", () => {
    const lease = { kind: 'AZURE_TOKEN', accessToken: 't', expiresAt: '2030-01-01T00:00:00.000Z' } as CloudLease;
    expect(() => openGcpSession(lease, { accountId: projectId, region: 'us-central1', endpointOverride: null })).toThrow('AZURE_TOKEN');
  });

  it.each(['https://googleapis.com.evil.example/x', 'https://evil.example/x', 'http://iam.googleapis.com/x', 'https://metadata.google.internal/x'])(
    'does not send its token to %s',
    async (other) => {
      google.answer(() => ({ body: {} }));
      for (const session of [
        google.session(),
        openGcpSession({ kind: 'GCP_TOKEN', accessToken: 't', expiresAt: '' }, { accountId: projectId, region: 'global', endpointOverride: null }),
      ])
        await expect(session.client.get(other)).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
      expect(google.requests).toEqual([]);
    },
  );
});

describe('Security Command Center', () => {
  const variables = ['GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_CLOUD_UNIVERSE_DOMAIN', 'HTTPS_PROXY', 'GOOGLE_CLOUD_PROJECT'];
  afterEach(() => {
    for (const name of variables) delete process.env[name];
  });

  it('is asked the same way, by the SDK, whatever the environment says', async () => {
    for (const name of variables) process.env[name] = 'http://127.0.0.1:9';
    google.answer(() => ({ body: { listFindingsResults: [{ finding: { name: 'f', severity: 'HIGH' } }], nextPageToken: 'two' } }));
    const [results, , answer] = await listFindings(google.session({ accessToken: 'a-token' }));

    expect(results).toMatchObject([{ finding: { name: 'f', severity: 'HIGH' } }]);
    expect(answer).toMatchObject({ nextPageToken: 'two' });
    expect(google.requests).toHaveLength(1);
    expect(google.requests[0]).toMatchObject({
      method: 'GET',
      path: `/v2/${parent}/findings`,
      headers: { authorization: 'Bearer a-token', 'x-simulator-host': 'securitycenter.googleapis.com' },
    });
  });

  it('says the same when it refuses', async () => {
    const denied = refusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED', { permission: 'securitycenter.findings.list' });
    expect(await explained(403, denied, listFindings)).toMatchObject({ failure: { reason: 'DENIED', action: 'securitycenter.findings.list' } });
    await expect(explained(401, refusal('UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED'), listFindings)).rejects.toMatchObject({ name: 'LeaseExpired' });
  });

  it('is asked again when it was throttled, as often as any other', async () => {
    const answers: CloudAnswer[] = [
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 503, headers: { 'retry-after': '0' } },
    ];
    google.answer(() => answers.shift() ?? { body: { listFindingsResults: [] } });
    expect((await listFindings(google.session({ maxAttempts: 3 })))[0]).toEqual([]);
    expect(google.requests).toHaveLength(3);
  });

  it.each([
    ['a gateway gives in HTML', '<html>secret</html>'],
    ['has another form', { listFindingsResults: 'secret' }],
    ['has another type', { listFindingsResults: [{ finding: { name: { of: 'secret' } } }] }],
  ])('is not understood when it %s, and quoted by nobody', async (_what, body) => {
    const { failure } = await explained(200, body, listFindings);
    expect(failure).toMatchObject({ kind: 'gap', reason: 'PROVIDER_ERROR' });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });
});

describe('pages', () => {
  const read = async (session: GcpSession, pages: (session: GcpSession) => AsyncIterable<{ things?: unknown[] }>) => {
    const seen: unknown[] = [];
    for await (const { things = [] } of pages(session)) seen.push(...things);
    return seen;
  };

  it('go as far as the tokens lead, read by GET or by POST', async () => {
    google.answer(({ query, body }) => {
      const page = Number(query.get('pageToken') ?? body?.pageToken ?? 1);
      return { body: { things: [page], ...(page < 3 && { nextPageToken: String(page + 1) }) } };
    });
    expect(await read(google.session(), ({ client }) => client.pages(url, { pageSize: 7 }))).toEqual([1, 2, 3]);
    expect(google.requests.every(({ query }) => query.get('pageSize') === '7')).toBe(true);
    expect(await read(google.session(), ({ client }) => client.postPages(url, { filter: 'f' }))).toEqual([1, 2, 3]);
    expect(google.requests.slice(3).every(({ body }) => body.filter === 'f')).toBe(true);
  });

  it('end with one that leads to itself, which nobody follows', async () => {
    google.answer(() => ({ body: { things: [], nextPageToken: 'again' } }));
    const session = google.session();
    const error: unknown = await read(session, ({ client }) => client.pages(url, {})).catch((refused: unknown) => refused);
    expect((await session.explain(error)).failure).toMatchObject({ kind: 'gap', reason: 'PROVIDER_ERROR' });
    expect(google.requests).toHaveLength(2);
  });
});

describe('an answer', () => {
  it('in HTML, as a gateway gives it, is not taken for a list', async () => {
    expect(await explained(200, '<html>')).toMatchObject({ failure: { kind: 'gap', reason: 'PROVIDER_ERROR' } });
    expect(await explained(200, '[]')).toMatchObject({ failure: { kind: 'gap', reason: 'PROVIDER_ERROR' } });
    expect(await explained(502, '<html>')).toEqual({ code: 'HTTP_502', failure: { kind: 'gap', reason: 'PROVIDER_ERROR', message: 'HTTP_502' } });
  });
});

describe('a refusal', () => {
  const permission = 'container.clusters.list';

  it.each([
    ['in its details', refusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED', { permission })],
    ['in its message, as GKE does', refusal('PERMISSION_DENIED', undefined, {}, `Required "${permission}" permission(s) for "projects/p".`)],
    ['in its message, as most do', refusal('PERMISSION_DENIED', undefined, {}, `Permission '${permission}' denied on resource '//x/projects/p'.`)],
  ])('names the permission that is missing %s', async (_where, body) => {
    expect(await explained(403, body)).toMatchObject({ failure: { kind: 'gap', reason: 'DENIED', action: permission } });
  });

  it('names the API that is not enabled, without Google’s advice for developers', async () => {
    const body = refusal('PERMISSION_DENIED', 'SERVICE_DISABLED', { service: 'cloudasset.googleapis.com' }, 'Enable it by visiting https://console…');
    expect(await explained(403, body)).toEqual({
      code: 'SERVICE_DISABLED',
      failure: {
        kind: 'gap',
        reason: 'NOT_ENABLED',
        message: 'SERVICE_DISABLED: the API cloudasset.googleapis.com is not enabled',
        action: undefined,
      },
    });
  });

  it.each([
    [404, refusal('NOT_FOUND'), { kind: 'gone' }],
    [403, refusal('PERMISSION_DENIED'), { kind: 'gap', reason: 'DENIED' }],
    [403, refusal('PERMISSION_DENIED', 'SOMETHING_NEW'), { kind: 'gap', reason: 'DENIED' }],
    [403, refusal('PERMISSION_DENIED', 'LOCATION_POLICY_VIOLATED'), { kind: 'gap', reason: 'REGION_NOT_ENABLED' }],
    [403, refusal('PERMISSION_DENIED', 'BILLING_DISABLED'), { kind: 'gap', reason: 'NOT_ENABLED' }],
    [403, refusal('PERMISSION_DENIED', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'), { kind: 'gap', reason: 'INTERNAL' }],
    [429, refusal('RESOURCE_EXHAUSTED'), { kind: 'gap', reason: 'THROTTLED' }],
    [429, refusal('RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'), { kind: 'gap', reason: 'THROTTLED' }],
    [403, { error: { code: 403, message: 'm', errors: [{ reason: 'userRateLimitExceeded' }] } }, { kind: 'gap', reason: 'THROTTLED' }],
    [400, refusal('INVALID_ARGUMENT'), { kind: 'gap', reason: 'PROVIDER_ERROR' }],
    [500, refusal('INTERNAL'), { kind: 'gap', reason: 'PROVIDER_ERROR' }],
  ])('with status %i, saying %j, is told from the others', async (status, body, failure) => {
    expect((await explained(status, body)).failure).toMatchObject(failure);
  });

  it.each(['ACCESS_TOKEN_EXPIRED', 'ACCESS_TOKEN_TYPE_UNSUPPORTED', 'ACCOUNT_STATE_INVALID', 'CREDENTIALS_MISSING'])(
    'of the token, as %s, is the end of the lease',
    async (reason) => {
      await expect(explained(401, refusal('UNAUTHENTICATED', reason))).rejects.toMatchObject({ name: 'LeaseExpired', code: reason });
    },
  );

  it('that nobody could answer is unreachable, and a bug of ours stays one', async () => {
    google.answer(() => 'drop');
    const session = google.session();
    const error: unknown = await session.client.get(url).catch((refused: unknown) => refused);
    expect(await session.explain(error)).toMatchObject({ failure: { kind: 'gap', reason: 'UNREACHABLE' } });
    await expect(session.explain(new TypeError('a bug'))).rejects.toThrow('a bug');
  });
});

describe('a request', () => {
  it('is tried again when it was throttled, failed or got no answer, after the pause that header or body ask for', async () => {
    const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.05s' };
    const answers: (CloudAnswer | 'drop')[] = [
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 503, body: { error: { status: 'UNAVAILABLE', details: [retryInfo] } } },
      'drop',
      { status: 500, headers: { 'retry-after': '0' } },
    ];
    google.answer(() => answers.shift() ?? { body: { projectId } });
    expect(await google.session({ maxAttempts: 5 }).client.get(url)).toEqual({ projectId });
    expect(google.requests).toHaveLength(5);
  });

  it('is tried five times when nobody says how often', async () => {
    google.answer(() => ({ status: 429, headers: { 'retry-after': '0' } }));
    const lease = { kind: 'GCP_TOKEN', accessToken: 't', expiresAt: '2030-01-01T00:00:00.000Z' } as CloudLease;
    const session = openGcpSession(lease, { accountId: projectId, region: 'global', endpointOverride: google.endpoint });
    await expect(session.client.get(url)).rejects.toMatchObject({ name: 'GcpError', status: 429 });
    expect(google.requests).toHaveLength(5);
  });

  it.each([
    [{ status: 429, headers: { 'retry-after': '0' } }, 3],
    [{ status: 429, headers: { 'retry-after': '600' } }, 1],
    [{ status: 503, body: { error: { details: [{ '@type': 'x/google.rpc.RetryInfo', retryDelay: '600s' }] } } }, 1],
    [{ status: 403 }, 1],
  ])('that is always answered with %j is sent %i times', async (answer, times) => {
    google.answer(() => answer);
    await expect(google.session({ maxAttempts: 3 }).client.get(url)).rejects.toMatchObject({ name: 'GcpError', status: answer.status });
    expect(google.requests).toHaveLength(times);
  });
});

describe('a token', () => {
  it('is not told by an error', async () => {
    const accessToken = 'ya29.a-long-token';
    google.answer(() => ({ status: 403, body: refusal('PERMISSION_DENIED') }));
    for (const call of [(session: GcpSession) => session.client.get(url), listFindings]) {
      const error = (await call(google.session({ accessToken })).catch((refused: unknown) => refused)) as Error;
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(accessToken);
    }
  });
});

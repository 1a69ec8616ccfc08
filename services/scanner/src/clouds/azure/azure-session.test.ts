import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudLease } from '@offload/contracts';
import type { CloudAnswer } from '../testing/fake-cloud.ts';
import { azureHttpClient } from './azure-http-client.ts';
import { openAzureSession } from './azure-session.ts';
import { fakeArm, subscriptionId, tokenOf, type FakeArm } from './testing/fake-arm.ts';

let azure: FakeArm;
beforeAll(async () => {
  azure = await fakeArm();
});
afterAll(() => azure.stop());

const refusal = (code: string, message = 'said Azure') => ({ error: { code, message } });
const path = `/subscriptions/${subscriptionId}`;

/** What becomes of a call that is answered so. */
async function explained(status: number, body: unknown, headers: Record<string, string> = {}) {
  azure.answer(() => ({ status, body, headers }));
  const session = azure.session();
  const arm = await session.arm();
  const error: unknown = await arm.get(path, '2022-12-01').catch((refused: unknown) => refused);
  return session.explain(error);
}

describe('a session', () => {
  it('sends what it asks of Resource Manager to the simulator, with the token and the real host', async () => {
    azure.answer(() => ({ body: { id: path } }));
    const arm = await azure.session({ accessToken: 'a-token' }).arm();

    expect(await arm.get(`${path}?$expand=all`, '2022-12-01')).toEqual({ id: path });
    const [request] = azure.requests;
    expect(request).toMatchObject({ method: 'GET', path, headers: { authorization: 'Bearer a-token', 'x-simulator-host': 'management.azure.com' } });
    expect(Object.fromEntries(request!.query)).toEqual({ $expand: 'all', 'api-version': '2022-12-01' });
  });

  it('sends what Azure Monitor is asked the same way', async () => {
    azure.answer(() => ({ body: { value: [{ name: 'all', properties: { logs: [{ category: 'Policy', enabled: true }] } }] } }));
    const monitor = await azure.session({ accessToken: 'a-token' }).monitor();
    const names = [];
    for await (const { name } of monitor.diagnosticSettings.list(`subscriptions/${subscriptionId}`)) names.push(name);

    expect(names).toEqual(['all']);
    expect(azure.requests[0]).toMatchObject({
      path: `${path}/providers/Microsoft.Insights/diagnosticSettings`,
      headers: { authorization: 'Bearer a-token', 'x-simulator-host': 'management.azure.com' },
    });
  });

  it('takes the primary region for what is account-wide', () => {
    expect(azure.session({ region: 'global' }).region).toBe('eastus');
    expect(azure.session({ region: 'uksouth' }).region).toBe('uksouth');
  });

  it("does not open on another cloud's lease", () => {
    const lease = {
      kind: 'AWS_SESSION',
      accessKeyId: 'a',
      secretAccessKey: 's',
      sessionToken: 't',
      expiresAt: '2030-01-01T00:00:00.000Z',
    } as CloudLease;
    expect(() => openAzureSession(lease, { accountId: subscriptionId, region: 'eastus', endpointOverride: null })).toThrow('AWS_SESSION');
  });

  it('sends its token to no other host', async () => {
    const { createPipelineRequest } = await import('@azure/core-rest-pipeline');
    const client = azureHttpClient({ endpointOverride: null });
    for (const url of ['https://management.azure.com.evil.example/x', 'http://management.azure.com/x', 'https://169.254.169.254/x'])
      await expect(client.sendRequest(createPipelineRequest({ url }))).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
  });
});

describe('pages', () => {
  it('go as far as the links lead', async () => {
    azure.answer(({ query }) => {
      const page = Number(query.get('page') ?? 1);
      const nextLink = page < 3 ? `https://management.azure.com${path}/things?api-version=1&page=${page + 1}` : null;
      return { body: { value: [page], nextLink } };
    });
    const seen = [];
    for await (const page of (await azure.session().arm()).pages(`${path}/things`, '1')) seen.push(...page);
    expect(seen).toEqual([1, 2, 3]);
  });

  it.each([
    ['a link to another host', () => ({ value: [], nextLink: 'https://evil.example/things' })],
    ['a page that leads to itself', () => ({ value: [], nextLink: `https://management.azure.com${path}/things?api-version=1` })],
    ['no list', () => ({ values: [] })],
  ])('end with %s, which nobody follows', async (_what, body) => {
    azure.answer(() => ({ body: body() }));
    const session = azure.session();
    const read = async () => {
      for await (const _page of (await session.arm()).pages(`${path}/things`, '1')) continue;
    };
    const error: unknown = await read().catch((refused: unknown) => refused);
    expect((await session.explain(error)).failure).toMatchObject({ kind: 'gap', reason: 'PROVIDER_ERROR' });
    expect(azure.requests).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('in HTML, as a gateway gives it, is not taken for a list', async () => {
    expect(await explained(200, '<html>')).toMatchObject({ failure: { kind: 'gap', reason: 'PROVIDER_ERROR' } });
    expect(await explained(502, '<html>')).toEqual({ code: 'HTTP_502', failure: { kind: 'gap', reason: 'PROVIDER_ERROR', message: 'HTTP_502' } });
  });
});

describe('a refusal', () => {
  const action = 'Microsoft.Storage/storageAccounts/blobServices/read';
  it.each([
    ['AuthorizationFailed', `does not have authorization to perform action '${action}' over scope '/s' or the scope is invalid.`],
    [
      'DenyAssignmentAuthorizationFailed',
      `has permission to perform action '${action}' on scope '/s'; however, the access is denied because of the deny assignment with name 'n' and Id 'i' at scope '/s'.`,
    ],
  ])('of %s names the action that was refused', async (code, said) => {
    const message = `The client 'c' with object id 'o' ${said}`;
    expect(await explained(403, refusal(code, message))).toMatchObject({ code, failure: { kind: 'gap', reason: 'DENIED', action } });
  });

  it.each([
    [404, 'ResourceNotFound', { kind: 'gone' }],
    [404, 'ParentResourceNotFound', { kind: 'gone' }],
    [404, 'SubscriptionNotFound', { kind: 'gap', reason: 'PROVIDER_ERROR' }],
    [403, 'SomethingNew', { kind: 'gap', reason: 'DENIED' }],
    [429, 'TooManyRequests', { kind: 'gap', reason: 'THROTTLED' }],
    [409, 'MissingSubscriptionRegistration', { kind: 'gap', reason: 'NOT_ENABLED' }],
    [404, 'Subscription Not Registered', { kind: 'gap', reason: 'NOT_ENABLED' }],
    [401, 'Subscription Not Registered', { kind: 'gap', reason: 'NOT_ENABLED' }],
    [400, 'LocationNotAvailableForResourceType', { kind: 'gap', reason: 'REGION_NOT_ENABLED' }],
    [500, 'InternalServerError', { kind: 'gap', reason: 'PROVIDER_ERROR' }],
  ])('of %i %s is told from the others', async (status, code, failure) => {
    expect(await explained(status, refusal(code))).toMatchObject({ code, failure });
  });

  it.each(['ExpiredAuthenticationToken', 'InvalidAuthenticationToken', 'AuthenticationFailed'])(
    'of the token, as %s, is the end of the lease',
    async (code) => {
      await expect(explained(401, refusal(code))).rejects.toMatchObject({ name: 'LeaseExpired', code });
    },
  );

  it('to Azure Monitor says the same', async () => {
    const message = "The client 'c' does not have authorization to perform action 'Microsoft.Insights/activityLogAlerts/read' over scope '/s'";
    azure.answer(() => ({ status: 403, body: refusal('AuthorizationFailed', message) }));
    const session = azure.session();
    const error: unknown = await (
      await session.monitor()
    ).activityLogAlerts
      .listBySubscriptionId()
      .next()
      .catch((refused: unknown) => refused);
    expect(await session.explain(error)).toMatchObject({ failure: { reason: 'DENIED', action: 'Microsoft.Insights/activityLogAlerts/read' } });
  });

  it('that nobody could answer is unreachable, and a bug of ours stays one', async () => {
    azure.answer(() => 'drop');
    const session = azure.session();
    const error: unknown = await (await session.arm()).get(path, '1').catch((refused: unknown) => refused);
    expect(await session.explain(error)).toMatchObject({ failure: { kind: 'gap', reason: 'UNREACHABLE' } });
    await expect(session.explain(new TypeError('a bug'))).rejects.toThrow('a bug');
  });
});

describe('a request', () => {
  it('is tried again when it was throttled, failed or got no answer', async () => {
    const answers: (CloudAnswer | 'drop')[] = [
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 503, headers: { 'retry-after-ms': '1' } },
      'drop',
    ];
    azure.answer(() => answers.shift() ?? { body: { id: 'at last' } });
    expect(await (await azure.session({ maxAttempts: 5 }).arm()).get(path, '1')).toEqual({ id: 'at last' });
    expect(azure.requests).toHaveLength(4);
  });

  it('is not tried more often than said, nor when the pause asked for is long, nor when it was refused', async () => {
    for (const [answer, times] of [
      [{ status: 429, headers: { 'retry-after': '0' } }, 3],
      [{ status: 429, headers: { 'retry-after': '600' } }, 1],
      [{ status: 403 }, 1],
    ] as const) {
      azure.answer(() => answer);
      await expect((await azure.session({ maxAttempts: 3 }).arm()).get(path, '1')).rejects.toMatchObject({
        name: 'AzureError',
        status: answer.status,
      });
      expect(azure.requests).toHaveLength(times);
    }
  });
});

describe('a token', () => {
  it('is not told by an error', async () => {
    const accessToken = tokenOf('the-scanner');
    azure.answer(() => ({ status: 403, body: refusal('AuthorizationFailed') }));
    const error = (await (await azure.session({ accessToken }).arm()).get(path, '1').catch((refused: unknown) => refused)) as Error;
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(accessToken);
  });
});

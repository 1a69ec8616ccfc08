/** How Resource Manager refuses: every code by which a client tells causes apart, and what the fault plan can stage. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../simulator.ts';
import type { AzureOnboardingView } from './azure-control.ts';
import { allRows, armScope, askAs, askGraph, askWith, graphQuery, monitorOf, secretCredential, send, type Ask } from './testing/azure.ts';

let simulator: Simulator;
let subscriptionId: string;
let onboarded: AzureOnboardingView;
let ask: Ask;
let path: string;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'refusals', size: 60 });
  ({ subscriptionId } = await simulator.azure.createSubscription());
  onboarded = await simulator.azure.applyOnboarding({ subscriptionId });
  ask = await askAs(simulator, onboarded);
  path = `/subscriptions/${subscriptionId}`;
});
afterAll(() => simulator.stop());
afterEach(async () => {
  await simulator.faults.clear();
  await simulator.setClockOffset(0);
});

const codeOf = ({ status, body }: { status: number; body: { error: { code: string } } }) => [status, body.error.code];
const disks = graphQuery('resources', 'Microsoft.Compute/disks');

describe('a token', () => {
  it('that is missing is asked for, with the directory of the subscription', async () => {
    const refused = await send(simulator.endpoint, `https://management.azure.com${path}?api-version=2022-12-01`);
    expect(codeOf(refused)).toEqual([401, 'AuthenticationFailed']);
    expect(refused.headers.get('www-authenticate')).toMatch(
      new RegExp(`^Bearer authorization_uri="https://login\\.windows\\.net/${onboarded.directoryId}", error="invalid_token", error_description="`),
    );
  });

  it('that is forged, of another simulator or no token at all is invalid', async () => {
    const other = await startSimulator({ seed: 'another', size: 0 });
    await other.azure.createSubscription({ subscriptionId });
    const foreign = await other.azure.applyOnboarding({ subscriptionId });
    const { token } = (await secretCredential(other.endpoint, foreign, foreign.clientSecret!).getToken(armScope))!;
    await other.stop();
    for (const forged of ['nonsense', 'e30.e30.e30', token])
      expect(codeOf(await askWith(simulator, forged)(`${path}?api-version=2022-12-01`))).toEqual([401, 'InvalidAuthenticationToken']);
  });

  it('that has expired, or is of a time to come, says so', async () => {
    await simulator.setClockOffset(61 * 60_000);
    const over = await ask(`${path}?api-version=2022-12-01`);
    expect(codeOf(over)).toEqual([401, 'ExpiredAuthenticationToken']);
    expect(over.body.error.message).toMatch(/^The access token expiry UTC time '[\d/]+ [\d:]+ [AP]M' is earlier than current UTC time '/);
    await simulator.setClockOffset(-10 * 60_000);
    expect(codeOf(await ask(`${path}?api-version=2022-12-01`))).toEqual([401, 'InvalidAuthenticationToken']);
  });

  it('of another directory is refused, with the right one named', async () => {
    const directoryId = '55555555-0000-4000-8000-000000000001';
    const elsewhere = await simulator.azure.createSubscription({ directoryId });
    const refused = await ask(`/subscriptions/${elsewhere.subscriptionId}?api-version=2022-12-01`);
    expect(codeOf(refused)).toEqual([401, 'InvalidAuthenticationTokenTenant']);
    expect(refused.body.error.message).toContain(`the wrong issuer 'https://sts.windows.net/${onboarded.directoryId}/'`);
    expect(refused.body.error.message).toContain(`must match the tenant 'https://sts.windows.net/${directoryId}/'`);
  });
});

describe('a subscription', () => {
  it('that does not exist is not found, whoever asks', async () => {
    const missing = '/subscriptions/66666666-0000-4000-8000-000000000001?api-version=2022-12-01';
    expect(codeOf(await ask(missing))).toEqual([404, 'SubscriptionNotFound']);
    expect(codeOf(await send(simulator.endpoint, `https://management.azure.com${missing}`))).toEqual([404, 'SubscriptionNotFound']);
    expect(codeOf(await ask('/subscriptions/mine?api-version=2022-12-01'))).toEqual([400, 'InvalidSubscriptionId']);
  });

  it('on which the application has no role refuses by the name of the action, and may show that there is none', async () => {
    const bare = await simulator.azure.createSubscription();
    const read = (rest = '') => ask(`/subscriptions/${bare.subscriptionId}${rest}`);
    const refused = await read('?api-version=2022-12-01');
    expect(codeOf(refused)).toEqual([403, 'AuthorizationFailed']);
    expect(refused.body.error.message).toBe(
      `The client '${onboarded.clientId}' with object id '${onboarded.objectId}' does not have authorization to perform action ` +
        `'Microsoft.Resources/subscriptions/read' over scope '/subscriptions/${bare.subscriptionId}' or the scope is invalid. ` +
        'If access was recently granted, please refresh your credentials.',
    );
    const graph = await askGraph(ask, bare.subscriptionId, disks);
    expect([...codeOf(graph), graph.body.error.details[0].code]).toEqual([403, 'AccessDenied', 'AccessDenied']);

    const permissions = '/providers/Microsoft.Authorization/permissions?api-version=2022-04-01';
    expect((await read(permissions)).status).toBe(403);
    await simulator.azure.createSubscription({ subscriptionId: bare.subscriptionId, showsPermissions: true });
    expect((await read(permissions)).body).toEqual({ value: [] });
  });

  it('tells its state', async () => {
    const { subscriptionId: warned } = await simulator.azure.createSubscription({ state: 'PastDue' });
    const other = await askAs(simulator, await simulator.azure.applyOnboarding({ subscriptionId: warned }));
    expect((await other(`/subscriptions/${warned}?api-version=2022-12-01`)).body).toMatchObject({ subscriptionId: warned, state: 'PastDue' });
  });
});

describe('a request', () => {
  it('without an API version, or with one that is not, is refused', async () => {
    expect(codeOf(await ask(path))).toEqual([400, 'MissingApiVersionParameter']);
    const refused = await ask(`${path}/providers/Microsoft.Security/pricings?api-version=2099-01-01`);
    expect(codeOf(refused)).toEqual([400, 'NoRegisteredProviderFound']);
    expect(refused.body.error.message).toContain("'2024-01-01'".replaceAll("'", ''));
  });

  it('for what is not served, or not there, is refused', async () => {
    expect(codeOf(await ask(`${path}/providers/Microsoft.Contoso/things?api-version=1`))).toEqual([404, 'InvalidResourceType']);
    expect(codeOf(await ask(`${path}/resourceGroups/%E0%A4%A/providers/Microsoft.Web/sites/x/config/web?api-version=2023-12-01`))).toEqual([
      404,
      'InvalidResourceType',
    ]);
    const gone = `${path}/resourceGroups/rg-eastus-web-00000/providers/Microsoft.Web/sites/app-0009999-api/config/web?api-version=2023-12-01`;
    expect(codeOf(await ask(gone))).toEqual([404, 'ParentResourceNotFound']);
    const { rows } = await allRows<{ id: string; kind: string }>(
      ask,
      subscriptionId,
      graphQuery('resources', 'Microsoft.Storage/storageAccounts', [], 'id, kind'),
    );
    const ofFiles = rows.filter(({ kind }) => kind === 'FileStorage').at(0);
    if (!ofFiles) throw new Error('the seed makes no account of files');
    expect(codeOf(await ask(`${ofFiles.id}/blobServices/default?api-version=2023-05-01`))).toEqual([400, 'FeatureNotSupportedForAccount']);
  });

  it('that is not understood is refused, never ignored', async () => {
    for (const filter of ['$filter=nonsense', '$skiptoken=nonsense'])
      for (const list of ['roleAssignments', 'denyAssignments', 'roleDefinitions']) {
        const refused = await ask(`${path}/providers/Microsoft.Authorization/${list}?api-version=2022-04-01&${filter}`);
        expect([list, filter, ...codeOf(refused)]).toEqual([list, filter, 400, 'BadRequest']);
      }
    const { token } = (await secretCredential(simulator.endpoint, onboarded, onboarded.clientSecret!).getToken(armScope))!;
    for (const body of ['{', '[]', 'null']) {
      const graph = 'https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01';
      const refused = await send(simulator.endpoint, graph, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } });
      expect([body, ...codeOf(refused)]).toEqual([body, 400, 'BadRequest']);
    }
  });

  it.each([
    'resources',
    "resources | where type == 'a/b'",
    "disks | where type == 'a/b' | order by id asc",
    "resources | where location == 'eastus' | order by id asc",
    "resources | where type == 'a/b' or type == 'c/d' | order by id asc",
    "resources | where type == 'a/b' | where name == 'x' | order by id asc",
    "resources | where type == 'a/b' | where properties.x == 'it\\'s | fine' | extend y = 1 | order by id asc",
    "resources | where type has 'a' | order by id asc",
    "resources | where type == 'a/b' | project id, secrets | order by id asc",
    "resources | where type == 'a/b' | order by name asc",
    "resources | where type == 'a/b' | summarize count() | order by id asc",
  ])('to Resource Graph for %s is refused', async (query) => {
    const refused = await askGraph(ask, subscriptionId, query);
    expect([...codeOf(refused), refused.body.error.details[0].code]).toEqual([400, 'BadRequest', 'InvalidQuery']);
  });

  it('to Resource Graph with options that are not served is refused', async () => {
    for (const options of [{ $top: 1001 }, { $top: 0 }, { resultFormat: 'table' }, { $skip: 5 }, { $skipToken: 'nonsense' }])
      expect([options, (await askGraph(ask, subscriptionId, disks, options)).status]).toEqual([options, 400]);
    const quoted = "resources | where type == 'microsoft.compute/disks' | where properties.diskState == 'it\\'s | fine' | order by id asc";
    expect((await askGraph(ask, subscriptionId, quoted)).body).toMatchObject({ totalRecords: 0, data: [] });
  });
});

describe('the fault plan', () => {
  const pricings = () => ask(`${path}/providers/Microsoft.Security/pricings?api-version=2024-01-01`);
  it.each([
    ['throttle', 429, 'TooManyRequests'],
    ['deny', 403, 'AuthorizationFailed'],
    ['expired', 401, 'ExpiredAuthenticationToken'],
    ['error', 503, 'ServiceUnavailable'],
    ['regionDisabled', 400, 'LocationNotAvailableForResourceType'],
  ] as const)('stages %s once, in Azure’s words', async (effect, status, code) => {
    await simulator.faults.set([{ match: { action: 'Microsoft.Security/pricings/read', accountId: subscriptionId }, effect, times: 1 }]);
    const refused = await pricings();
    expect(codeOf(refused)).toEqual([status, code]);
    if (effect === 'throttle') expect(refused.headers.get('retry-after')).toBe('0');
    expect((await pricings()).status).toBe(200);
  });

  it('drops a connection, and matches queries by type and by place', async () => {
    await simulator.faults.set([{ match: { action: 'Microsoft.Compute/disks/read', region: 'eastus' }, effect: 'drop', times: 1 }]);
    const here = graphQuery('resources', 'Microsoft.Compute/disks', ["location == 'eastus'"]);
    expect((await askGraph(ask, subscriptionId, here.replace('eastus', 'eastus2'))).status).toBe(200);
    await expect(askGraph(ask, subscriptionId, here)).rejects.toThrow('fetch failed');
    expect((await askGraph(ask, subscriptionId, here)).status).toBe(200);
  });

  it('strikes those who have not signed in, too', async () => {
    await simulator.faults.set([{ match: { principal: 'unknown' }, effect: 'throttle' }]);
    expect((await send(simulator.endpoint, `https://management.azure.com${path}?api-version=2022-12-01`)).status).toBe(429);
    expect((await pricings()).status).toBe(200);
  });
});

describe('Azure Monitor’s own client', () => {
  it('takes a refusal for one', async () => {
    const { token } = (await secretCredential(simulator.endpoint, onboarded, onboarded.clientSecret!).getToken(armScope))!;
    await simulator.azure.applyOnboarding({ subscriptionId, minusActions: ['Microsoft.Insights/activityLogAlerts/*'] });
    const listed = monitorOf(simulator.endpoint, subscriptionId, token).activityLogAlerts.listBySubscriptionId().next();
    await expect(listed).rejects.toMatchObject({ name: 'RestError', statusCode: 403 });
    await simulator.azure.applyOnboarding({ subscriptionId });
  });
});

/** Who may do what: the product's roles, scopes and denials, registered providers, and what is recorded of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../simulator.ts';
import { operations } from './api/operations.ts';
import { allPages, allRows, askAs, askGraph, graphQuery, type Ask } from './testing/azure.ts';

let simulator: Simulator;
let subscriptionId: string;
beforeAll(async () => {
  simulator = await startSimulator({ seed: 'permissions', size: 200 });
  ({ subscriptionId } = await simulator.azure.createSubscription());
});
afterAll(() => simulator.stop());

const disks = graphQuery('resources', 'Microsoft.Compute/disks');
const path = (rest: string, version: string) => `/subscriptions/${subscriptionId}${rest}${rest.includes('?') ? '&' : '?'}api-version=${version}`;
const permissionsPath = () => path('/providers/Microsoft.Authorization/permissions', '2022-04-01');
const pricingsPath = () => path('/providers/Microsoft.Security/pricings', '2024-01-01');

/** One path for each operation of a resource: that of the first account, server, database and app that are there. */
async function pathsOf(ask: Ask): Promise<{ id: string; verb: string; path: string; body?: object }[]> {
  const first = async (type: string) =>
    (await allRows<{ id: string; kind: string }>(ask, subscriptionId, graphQuery('resources', type, [], 'id, kind'))).rows;
  const account = (await first('Microsoft.Storage/storageAccounts')).find(({ kind }) => kind !== 'FileStorage')!.id;
  const owners: Record<string, string> = {
    '/storageAccounts/{account}': account,
    '/databases/{database}': (await first('Microsoft.Sql/servers/databases'))[0]!.id,
    '/servers/{server}': (await first('Microsoft.Sql/servers'))[0]!.id,
    '/flexibleServers/{server}': (await first('Microsoft.DBforPostgreSQL/flexibleServers'))[0]!.id,
    '/sites/{site}': (await first('Microsoft.Web/sites'))[0]!.id,
    '/virtualMachines/{machine}': (await first('Microsoft.Compute/virtualMachines'))[0]!.id,
  };
  return operations.map(({ id, verb, path: template, apiVersions }) => {
    const owner = Object.keys(owners).find((one) => template.includes(one));
    const filled = owner ? owners[owner]! + template.slice(template.indexOf(owner) + owner.length) : template;
    const named = filled
      .replace('{subscriptionId}', subscriptionId)
      .replace('{namespace}', 'Microsoft.Sql')
      .replace('{parameter}', 'require_secure_transport')
      .replace('{name}', '33333333-0000-4000-8000-000000000001');
    const since = template.endsWith('/management/values') ? `&$filter=eventTimestamp ge '${new Date().toISOString()}'` : '';
    return {
      id,
      verb,
      path: `${named}?api-version=${apiVersions[0]}${since}`,
      ...(id.startsWith('arm.ResourceGraph') && { body: { subscriptions: [subscriptionId], query: disks } }),
    };
  });
}

describe('onboarding', () => {
  it('assigns the three roles of the product, which open every reading operation and none that writes', async () => {
    const ask = await askAs(simulator, await simulator.azure.applyOnboarding({ subscriptionId }));
    const statuses: Record<string, number> = {};
    for (const { id, verb, path: one, body } of await pathsOf(ask)) statuses[id] = (await ask(one, { method: verb, ...(body && { body }) })).status;
    const writes = [
      'StorageAccounts_ListKeys',
      'VirtualMachines_Delete',
      'RoleAssignments_Create',
      'Providers_Register',
      'WebApps_ListApplicationSettings',
    ];
    expect(statuses).toEqual(Object.fromEntries(operations.map(({ id }) => [id, writes.includes(id.slice('arm.'.length)) ? 403 : 200])));
  });

  it('may be strict, over-privileged or nothing, less single actions, and gives out the same secret again', async () => {
    const onboarded = await simulator.azure.applyOnboarding({ subscriptionId });
    const ask = await askAs(simulator, onboarded);
    const granted = async () => (await allPages<{ actions: string[]; notActions: string[] }>(ask, permissionsPath())).items;
    expect((await granted()).map(({ actions }) => actions[0])).toEqual(['*/read', 'Microsoft.Authorization/*/read', '*/read']);

    await simulator.azure.applyOnboarding({ subscriptionId, minusActions: ['Microsoft.Security/*'] });
    expect((await granted()).every(({ notActions }) => notActions.includes('Microsoft.Security/*'))).toBe(true);
    expect((await ask(pricingsPath())).body.error.code).toBe('AuthorizationFailed');

    const strictActions = ['Microsoft.Authorization/permissions/read', 'Microsoft.Security/pricings/read'];
    await simulator.azure.applyOnboarding({ subscriptionId, permissions: 'strict', strictActions });
    expect(await granted()).toEqual([{ actions: strictActions, notActions: [], dataActions: [], notDataActions: [] }]);
    expect((await ask(pricingsPath())).status).toBe(200);

    await simulator.azure.applyOnboarding({ subscriptionId, permissions: 'contributor' });
    expect((await granted()).flatMap(({ actions }) => actions)).toContain('*');
    await simulator.azure.applyOnboarding({ subscriptionId, roles: ['Storage Blob Data Reader'] });
    expect((await ask(permissionsPath())).status).toBe(403);
    const again = await simulator.azure.applyOnboarding({ subscriptionId, permissions: 'none' });
    expect((await ask(permissionsPath())).status).toBe(403);
    expect(again).toEqual(onboarded);
  });

  it('shows among the role assignments of the subscription', async () => {
    const onboarded = await simulator.azure.applyOnboarding({ subscriptionId });
    const ask = await askAs(simulator, onboarded);
    const mine = `$filter=principalId eq '${onboarded.objectId}'`;
    const { items } = await allPages<{ properties: { roleDefinitionId: string; scope: string } }>(
      ask,
      path(`/providers/Microsoft.Authorization/roleAssignments?${mine}`, '2022-04-01'),
    );
    expect(items.map(({ properties }) => properties.scope)).toEqual(new Array(3).fill(`/subscriptions/${subscriptionId}`));
    const rows = await allRows<{ properties: { principalId: string } }>(
      ask,
      subscriptionId,
      graphQuery('authorizationresources', 'Microsoft.Authorization/roleAssignments'),
    );
    expect(rows.rows.filter(({ properties }) => properties.principalId === onboarded.objectId)).toHaveLength(3);
  });
});

describe('roles', () => {
  const bare = async (clientId: string) => {
    const onboarded = await simulator.azure.applyOnboarding({ subscriptionId, clientId, permissions: 'none' });
    return { onboarded, ask: await askAs(simulator, onboarded) };
  };

  it('add up, and are taken away one by one', async () => {
    const { onboarded, ask } = await bare('44444444-0000-4000-8000-000000000001');
    const { clientId } = onboarded;
    await simulator.azure.assign({ subscriptionId, clientId, role: 'security reader' });
    await simulator.azure.assign({ subscriptionId, clientId, permissions: { actions: ['Microsoft.Compute/disks/read'] } });
    const seen = async () => [(await ask(pricingsPath())).status, (await allRows(ask, subscriptionId, disks)).total > 0];
    expect(await seen()).toEqual([200, true]);
    await simulator.azure.unassign({ subscriptionId, clientId, role: 'Security Reader' });
    expect(await seen()).toEqual([403, true]);
    await simulator.azure.unassign({ subscriptionId, clientId });
    expect((await askGraph(ask, subscriptionId, disks)).body.error.code).toBe('AccessDenied');
    await expect(simulator.azure.assign({ subscriptionId, clientId, role: 'Emperor' })).rejects.toThrow('does not carry the role');
  });

  it('take away with notActions what they give, and nothing of what another gives', async () => {
    const { onboarded, ask } = await bare('44444444-0000-4000-8000-000000000002');
    const { clientId } = onboarded;
    await simulator.azure.assign({ subscriptionId, clientId, permissions: { actions: ['*/read'], notActions: ['microsoft.security/*'] } });
    expect((await ask(pricingsPath())).status).toBe(403);
    await simulator.azure.assign({ subscriptionId, clientId, permissions: { actions: ['Microsoft.Security/pricings/read'] } });
    expect((await ask(pricingsPath())).status).toBe(200);
  });

  it('of a resource group show what lies in it, and no word of the rest', async () => {
    const reader = await askAs(simulator, await simulator.azure.applyOnboarding({ subscriptionId }));
    const { rows: all } = await allRows<{ id: string }>(reader, subscriptionId, disks);
    const group = all[0]!.id.split('/providers/')[0]!;
    const { onboarded, ask } = await bare('44444444-0000-4000-8000-000000000003');
    await simulator.azure.assign({
      subscriptionId,
      clientId: onboarded.clientId,
      role: 'Reader',
      scope: group.toUpperCase().replace('SUBSCRIPTIONS', 'subscriptions'),
    });

    const { rows, total } = await allRows<{ id: string }>(ask, subscriptionId, disks, 3);
    expect(rows).toEqual(all.filter(({ id }) => id.startsWith(`${group}/`)));
    expect(rows.length).toBeGreaterThan(3);
    expect([total, total < all.length]).toEqual([rows.length, true]);
    expect((await ask(permissionsPath())).status).toBe(403);
    await expect(
      simulator.azure.assign({ subscriptionId, clientId: onboarded.clientId, role: 'Reader', scope: '/subscriptions/another' }),
    ).rejects.toThrow('no scope of the subscription');
  });
});

describe('a deny assignment', () => {
  it('is stronger than every role, says so, and can be read', async () => {
    const { clientId, ...onboarded } = await simulator.azure.applyOnboarding({ subscriptionId });
    const ask = await askAs(simulator, { clientId, ...onboarded });
    await simulator.azure.deny({ subscriptionId, clientId, name: 'no security', actions: ['Microsoft.Security/*'] });
    await simulator.azure.deny({ subscriptionId, name: 'no disks', actions: ['Microsoft.Compute/disks/read'] });
    await simulator.azure.deny({ subscriptionId, name: 'no deletions', actions: ['*/delete'] });

    const refused = await ask(pricingsPath());
    expect([refused.status, refused.body.error.code]).toEqual([403, 'DenyAssignmentAuthorizationFailed']);
    expect(refused.body.error.message).toMatch(/perform action 'Microsoft.Security\/pricings\/read' .* deny assignment with name 'no security'/);
    expect(await allRows(ask, subscriptionId, disks)).toEqual({ rows: [], pages: 1, total: 0 });

    const denials = path('/providers/Microsoft.Authorization/denyAssignments?$filter=atScope()', '2022-04-01');
    const { items, pages } = await allPages<{ properties: { denyAssignmentName: string; principals: { id: string }[] } }>(ask, denials);
    expect(items.map(({ properties }) => [properties.denyAssignmentName, properties.principals[0]!.id])).toEqual([
      ['no security', onboarded.objectId],
      ['no disks', '00000000-0000-0000-0000-000000000000'],
      ['no deletions', '00000000-0000-0000-0000-000000000000'],
    ]);
    expect(pages).toBe(2);

    await simulator.azure.deny({ subscriptionId, clientId, name: 'no security', actions: [] });
    for (const name of ['no disks', 'no deletions']) await simulator.azure.deny({ subscriptionId, name, actions: [] });
    expect((await ask(pricingsPath())).status).toBe(200);
    expect((await allRows(ask, subscriptionId, disks)).total).toBeGreaterThan(0);
  });
});

describe('a provider that is not registered', () => {
  it('says so in its own words, and has nothing in Resource Graph', async () => {
    const ask = await askAs(simulator, await simulator.azure.applyOnboarding({ subscriptionId }));
    const stateOf = async (namespace: string) => (await ask(path(`/providers/${namespace}`, '2021-04-01'))).body.registrationState as string;
    const assessments = graphQuery('securityresources', 'Microsoft.Security/assessments');
    for (const namespace of ['Microsoft.Security', 'microsoft.insights'])
      await simulator.azure.setProvider({ subscriptionId, namespace, registered: false });
    expect([await stateOf('microsoft.security'), await stateOf('Microsoft.Sql')]).toEqual(['NotRegistered', 'Registered']);
    expect((await ask(pricingsPath())).body.error.code).toBe('Subscription Not Registered');
    const alerts = await ask(path('/providers/Microsoft.Insights/activityLogAlerts', '2020-10-01'));
    expect([alerts.status, alerts.body.error.code]).toEqual([409, 'MissingSubscriptionRegistration']);
    expect((await allRows(ask, subscriptionId, assessments)).total).toBe(0);

    for (const namespace of ['Microsoft.Security', 'Microsoft.Insights'])
      await simulator.azure.setProvider({ subscriptionId, namespace, registered: true });
    expect((await ask(pricingsPath())).status).toBe(200);
    expect((await allRows(ask, subscriptionId, assessments)).total).toBeGreaterThan(0);
    expect((await ask(path('/providers/Contoso.Nothing', '2021-04-01'))).body.error.code).toBe('InvalidResourceNamespace');
  });
});

describe('what is recorded', () => {
  beforeEach(() => simulator.clearRecorded());

  it('names caller, subscription, place, operation, actions and outcome', async () => {
    const onboarded = await simulator.azure.applyOnboarding({ subscriptionId });
    const ask = await askAs(simulator, onboarded);
    await askGraph(ask, subscriptionId, graphQuery('resources', 'Microsoft.Network/networkWatchers/flowLogs', ["location == 'westeurope'"]));
    await ask(permissionsPath());
    await ask(path('/providers/Microsoft.Sql/register', '2021-04-01'), { method: 'POST' });
    const one = { principal: `azure:${onboarded.objectId}`, accountId: subscriptionId, region: '', actions: [], outcome: 'ok', count: 1 };
    const recorded = await simulator.recorded({ principalPrefix: 'azure:' });
    expect(recorded).toEqual([
      { ...one, accountId: '', operation: 'entra.token' },
      { ...one, region: 'westeurope', operation: 'arm.ResourceGraph_Resources', actions: ['Microsoft.Network/networkWatchers/flowLogs/read'] },
      { ...one, operation: 'arm.Permissions_List', actions: ['Microsoft.Authorization/permissions/read'] },
      { ...one, operation: 'arm.Providers_Register', actions: ['Microsoft.Sql/register/action'], outcome: 'denied' },
    ]);
  });
});

/** Every list, page by page, against what the estate holds. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../simulator.ts';
import { allTypes, regions, specs, type AzureType } from './estate/resource-types.ts';
import { allPages, allRows, armScope, askAs, askGraph, graphQuery, monitorOf, secretCredential, type Ask } from './testing/azure.ts';

let simulator: Simulator;
let subscriptionId: string;
let ask: Ask;
let token: string;
let byType: Record<string, number>;
let byRegion: Record<string, Record<string, number>>;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'paging', size: 900 });
  ({ subscriptionId } = await simulator.azure.createSubscription());
  const onboarded = await simulator.azure.applyOnboarding({ subscriptionId });
  ask = await askAs(simulator, onboarded);
  ({ token } = (await secretCredential(simulator.endpoint, onboarded, onboarded.clientSecret!).getToken(armScope))!);
  ({ byType, byRegion } = await simulator.azure.counts(subscriptionId));
});
afterAll(() => simulator.stop());

interface Row {
  id: string;
  location: string;
  properties: Record<string, unknown>;
}
const queryOf = (type: AzureType, conditions?: string[], columns?: string) =>
  graphQuery(specs[type].table!, specs[type].armType, conditions, columns);
const inGraph = allTypes.filter((type) => specs[type].table !== undefined);
const regional = inGraph.filter((type) => specs[type].scope === 'region' && specs[type].isCounted !== false);

describe('Resource Graph', () => {
  it.each(inGraph)('gives each %s once and in the order of ids, whatever the size of a page', async (type) => {
    const small = await allRows<Row>(ask, subscriptionId, queryOf(type), 7);
    const large = await allRows<Row>(ask, subscriptionId, queryOf(type));
    const ids = small.rows.map(({ id }) => id);
    expect(ids).toEqual(large.rows.map(({ id }) => id));
    expect(ids).toEqual([...new Set(ids)].sort());
    expect([small.pages, small.total, large.total]).toEqual([Math.ceil(ids.length / 7), ids.length, ids.length]);
    // Azure's own roles are listed beside those that people made.
    if (specs[type].isCounted !== false) expect(small.rows.filter(({ properties }) => properties.type !== 'BuiltInRole')).toHaveLength(byType[type]!);
  });

  it.each(regional)('finds every %s by its region, and nothing else', async (type) => {
    for (const region of regions) {
      const { rows, total } = await allRows<Row>(ask, subscriptionId, queryOf(type, [`location == '${region}'`]), 50);
      expect([region, rows.length, total]).toEqual([region, byRegion[region]![type], rows.length]);
      expect(rows.every(({ location }) => location === region)).toBe(true);
    }
  });

  it('finds what a property says, with the right number of rows on every page', async () => {
    const all = (await allRows<Row>(ask, subscriptionId, queryOf('assessment'))).rows;
    const unhealthy = all.filter(({ properties }) => (properties.status as { code: string }).code === 'Unhealthy').map(({ id }) => id);
    const query = queryOf('assessment', ["properties.status.code == 'Unhealthy'"], 'id');
    const found = await allRows<Row>(ask, subscriptionId, query, 11);
    expect(found.rows.map(({ id }) => id)).toEqual(unhealthy);
    expect(found.total).toBe(unhealthy.length);
    expect((await askGraph(ask, subscriptionId, query, { $top: 3 })).body).toMatchObject({ count: 3, totalRecords: unhealthy.length });
    expect((await allRows(ask, subscriptionId, query.replace("== 'Unhealthy'", "== 'unhealthy'"))).total).toBe(0);
    expect((await allRows(ask, subscriptionId, query.replace("== 'Unhealthy'", "=~ 'unhealthy'"))).total).toBe(unhealthy.length);
    expect((await allRows(ask, subscriptionId, queryOf('role-definition', ["properties.type == 'CustomRole'"]))).total).toBe(
      byType['role-definition'],
    );
  });

  it('regards case in what it compares with ==, and finds nothing of a type or place that is not there', async () => {
    const lower = "type == 'microsoft.compute/disks'";
    const query = queryOf('disk');
    expect((await allRows(ask, subscriptionId, query.replace(lower, "type == 'Microsoft.Compute/disks'"))).total).toBe(0);
    expect((await allRows(ask, subscriptionId, query.replace(lower, "type =~ 'Microsoft.Compute/disks'"))).total).toBe(byType.disk);
    expect((await allRows(ask, subscriptionId, query.replace('compute/disks', 'contoso/disks'))).total).toBe(0);
    expect((await allRows(ask, subscriptionId, query.replace('resources ', 'securityresources '))).total).toBe(0);
    expect((await allRows(ask, subscriptionId, queryOf('disk', ["location == 'marsnorth'"]))).total).toBe(0);
  });

  it('gives the columns that are asked for, empty where a resource has none', async () => {
    const columns = 'id, kind, sku, identity, managedBy, zones, tags, properties';
    const { rows } = await allRows<Record<string, unknown>>(ask, subscriptionId, queryOf('network-security-group', [], columns));
    expect(Object.keys(rows[0]!)).toEqual(columns.split(', '));
    expect(rows[0]).toMatchObject({ kind: '', sku: null, identity: null, managedBy: '', zones: null });
    const whole = (await askGraph(ask, subscriptionId, queryOf('disk').replace(/project [^|]+\| /, ''), { $top: 1 })).body.data[0];
    expect(whole).toMatchObject({ type: 'microsoft.compute/disks', subscriptionId, resourceGroup: expect.stringMatching(/^rg-/) });
  });

  it('can be made to give fewer rows a page, or to leave some out', async () => {
    await simulator.azure.limitGraph({ subscriptionId, rowsPerPage: 5 });
    expect(await allRows(ask, subscriptionId, queryOf('disk'))).toMatchObject({ pages: Math.ceil(byType.disk! / 5), total: byType.disk });
    await simulator.azure.limitGraph({ subscriptionId, truncatedAt: 10 });
    const { body } = await askGraph(ask, subscriptionId, queryOf('disk'));
    expect([body.count, body.totalRecords, body.resultTruncated, body.$skipToken]).toEqual([10, byType.disk, 'true', undefined]);
    await simulator.azure.limitGraph({ subscriptionId });
    expect((await askGraph(ask, subscriptionId, queryOf('disk'))).body).toMatchObject({ count: byType.disk, resultTruncated: 'false' });
  });

  it('counts anew when a resource is deleted or changed', async () => {
    const query = queryOf('key-vault', ["properties.provisioningState == 'Succeeded'"]);
    const total = async () => (await askGraph(ask, subscriptionId, query, { $top: 1 })).body.totalRecords as number;
    const vault = { subscriptionId, type: 'key-vault', location: 'eastus' };
    expect(await total()).toBe(byType['key-vault']);
    await simulator.azure.hide({ ...vault, index: 1 });
    await simulator.azure.override({ ...vault, index: 2, fields: { provisioningState: 'Failed' } });
    expect(await total()).toBe(byType['key-vault']! - 2);
    await simulator.azure.hide({ ...vault, index: 1, hidden: false });
    await simulator.azure.override({ ...vault, index: 2, fields: null });
    expect(await total()).toBe(byType['key-vault']);
  });

  it('takes no token of another list', async () => {
    const { body } = await askGraph(ask, subscriptionId, queryOf('disk'), { $top: 5 });
    const refused = await askGraph(ask, subscriptionId, queryOf('disk', ["properties.diskState == 'Attached'"]), {
      $top: 5,
      $skipToken: body.$skipToken,
    });
    expect([refused.status, refused.body.error.details[0].code]).toEqual([400, 'InvalidSkipToken']);
  });
});

describe('lists of Resource Manager', () => {
  const list = (rest: string) => allPages<{ id: string; name: string; properties: any }>(ask, `/subscriptions/${subscriptionId}/providers/${rest}`);

  it('alerts come over several pages, each once', async () => {
    const { items, pages } = await list('Microsoft.Security/alerts?api-version=2022-01-01');
    expect(items).toHaveLength(45);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(pages).toBe(1);
    const large = await simulator.azure.createSubscription({ size: 5_000 });
    const other = await askAs(simulator, await simulator.azure.applyOnboarding({ subscriptionId: large.subscriptionId }));
    const many = await allPages<{ id: string }>(
      other,
      `/subscriptions/${large.subscriptionId}/providers/Microsoft.Security/alerts?api-version=2022-01-01`,
    );
    expect([many.pages, new Set(many.items.map(({ id }) => id)).size]).toEqual([3, 250]);
  });

  it('plans, score and firewall rules are there', async () => {
    expect((await list('Microsoft.Security/pricings?api-version=2024-01-01')).items).toHaveLength(15);
    const [score] = (await list('Microsoft.Security/secureScores?api-version=2020-01-01')).items;
    expect(score!.properties.score.current / score!.properties.score.max).toBeCloseTo(score!.properties.score.percentage, 3);
    const { rows } = await allRows<{ id: string }>(ask, subscriptionId, queryOf('sql-server'));
    const rules = await Promise.all(rows.map(({ id }) => allPages(ask, `${id.toLowerCase()}/firewallRules?api-version=2021-11-01`)));
    expect(rules.some(({ items }) => items.length === 0)).toBe(true);
    expect(rules.some(({ pages }) => pages > 1)).toBe(true);
  });

  it('alerts on the activity log and its settings come to the SDK', async () => {
    const monitor = monitorOf(simulator.endpoint, subscriptionId, token);
    const alerts = [];
    for await (const alert of monitor.activityLogAlerts.listBySubscriptionId()) alerts.push(alert);
    expect(alerts).toHaveLength(byType['activity-log-alert']!);
    expect(alerts.every(({ condition, scopes }) => condition!.allOf.length > 0 && scopes!.length > 0)).toBe(true);

    const { subscriptionId: exporting } = await simulator.azure.createSubscription({ seed: 'exports', size: 60 });
    await simulator.azure.override({
      subscriptionId: exporting,
      type: 'diagnostic-setting',
      location: 'global',
      index: 0,
      fields: { storageAccountId: '/s' },
    });
    const other = await simulator.azure.applyOnboarding({ subscriptionId: exporting });
    const access = (await secretCredential(simulator.endpoint, other, other.clientSecret!).getToken(armScope))!.token;
    const settings = [];
    for await (const setting of monitorOf(simulator.endpoint, exporting, access).diagnosticSettings.list(`subscriptions/${exporting}`))
      settings.push(setting);
    expect(settings.map(({ name, storageAccountId }) => [name, storageAccountId])[0]).toEqual(['export-0', '/s']);
  });

  it('the activity log comes to the SDK newest first, page by page, as far back as asked, in the columns that are asked for', async () => {
    const monitor = monitorOf(simulator.endpoint, subscriptionId, token);
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const [since, until] = [daysAgo(20), daysAgo(3)];
    const pages: { at: Date; id: string | undefined }[][] = [];
    for await (const page of monitor.activityLogs.list(`eventTimestamp ge '${since}' and eventTimestamp le '${until}'`).byPage())
      pages.push(page.map(({ eventTimestamp, eventDataId }) => ({ at: eventTimestamp!, id: eventDataId })));
    const events = pages.flat();
    expect(pages.length).toBeGreaterThan(3);
    expect(events.length).toBeGreaterThan(195);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((one, other) => other.getTime() - one.getTime()));
    expect(events.at(-1)!.at.getTime()).toBeGreaterThanOrEqual(Date.parse(since));
    expect(events[0]!.at.getTime()).toBeLessThanOrEqual(Date.parse(until));

    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01`;
    const narrow = await ask(
      `${path}&$select=eventTimestamp,status&$filter=eventTimestamp ge '${since}' and resourceProvider eq 'microsoft.compute'`,
    );
    expect(narrow.body.value.length).toBeGreaterThan(0);
    expect(Object.keys(narrow.body.value[0])).toEqual(['eventTimestamp', 'status']);
    for (const filter of [
      '',
      "eventTimestamp ge 'yesterday'",
      `eventTimestamp ge '${since}' and caller eq 'me'`,
      `eventTimestamp ge '${daysAgo(120)}'`,
    ])
      expect([filter, (await ask(`${path}&$filter=${filter}`)).status]).toEqual([filter, 400]);
  });
});

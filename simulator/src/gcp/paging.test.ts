/** Every list, page by page, against what the estate holds. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../simulator.ts';
import { regions, specs, type GcpType } from './estate/resource-types.ts';
import { allPages, askAs, jwtOf, securityCenterOf, type Ask } from './testing/google.ts';

const projectId = 'paging-story';
let simulator: Simulator;
let ask: Ask;
let token: string;
let byType: Record<string, number>;
let byRegion: Record<string, Record<string, number>>;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'paging', size: 900 });
  await simulator.gcp.createProject({ projectId });
  const { key } = await simulator.gcp.applyOnboarding({ projectId });
  ask = await askAs(simulator, key);
  token = (await jwtOf(simulator.endpoint, key).authorize()).access_token!;
  ({ byType, byRegion } = await simulator.gcp.counts(projectId));
});
afterAll(() => simulator.stop());

interface Asset {
  name: string;
  assetType: string;
  location?: string;
  resource?: { data: Record<string, unknown>; location: string };
  iamPolicy?: { bindings: object[] };
}

const assets = `https://cloudasset.googleapis.com/v1/projects/${projectId}/assets`;
const search = `https://cloudasset.googleapis.com/v1/projects/${projectId}:searchAllResources`;
const countable = (Object.keys(specs) as GcpType[]).filter((type) => specs[type].assetType !== undefined && specs[type].isCounted !== false);

describe('assets:list', () => {
  it('gives each asset once, whatever the size of a page', async () => {
    const small = await allPages<Asset>(ask, `${assets}?contentType=RESOURCE&pageSize=97`, 'assets');
    const large = await allPages<Asset>(ask, `${assets}?contentType=RESOURCE&pageSize=1000`, 'assets');
    expect(small.items.map(({ name }) => name)).toEqual(large.items.map(({ name }) => name));
    expect(new Set(small.items.map(({ name }) => name)).size).toBe(small.items.length);
    expect(small.pages).toBe(Math.ceil(small.items.length / 97));
  });

  it.each(countable)('finds every %s that is there', async (type) => {
    const wanted = specs[type].assetType!;
    const { items } = await allPages<Asset>(ask, `${assets}?contentType=RESOURCE&assetTypes=${encodeURIComponent(wanted)}&pageSize=50`, 'assets');
    const mine = type === 'service-account-key' ? items.filter(({ resource }) => resource!.data.keyType === 'USER_MANAGED') : items;
    expect(mine.length).toBe(byType[type]);
    for (const { name, assetType } of items) {
      expect(assetType).toBe(wanted);
      expect(name).toMatch(/^\/\/[a-z]+\.googleapis\.com\/./);
    }
  });

  it('gives policies alone for IAM_POLICY, and only of what has one', async () => {
    const { items } = await allPages<Asset>(ask, `${assets}?contentType=IAM_POLICY&pageSize=60`, 'assets');
    expect(items.length).toBe(byType['bucket']! + byType['dataset']! + byType['crypto-key']! + 1);
    expect(items.every(({ iamPolicy, resource }) => iamPolicy!.bindings.length > 0 && resource === undefined)).toBe(true);
  });

  it('takes no token of another list', async () => {
    const { body } = await ask(`${assets}?contentType=RESOURCE&pageSize=5`);
    expect((await ask(`${assets}?contentType=IAM_POLICY&pageSize=5&pageToken=${body.nextPageToken}`)).status).toBe(400);
  });
});

describe('searchAllResources', () => {
  it.each(regions)('finds what lies in %s and its zones, and nothing else', async (region) => {
    const { items } = await allPages<Asset>(
      ask,
      `${search}?assetTypes=compute.googleapis.com/Instance&query=${encodeURIComponent(`location:${region}*`)}&pageSize=20`,
      'results',
    );
    expect(items.length).toBe(byRegion[region]!.instance);
    expect(items.every(({ location }) => location!.startsWith(`${region}-`))).toBe(true);
  });

  it('finds one zone exactly, by label and by state', async () => {
    const find = async (query: string) =>
      (
        await allPages<Asset & { state: string; labels?: Record<string, string> }>(
          ask,
          `${search}?assetTypes=compute.googleapis.com/Instance&query=${encodeURIComponent(query)}`,
          'results',
        )
      ).items;
    const all = await find('location:us-central1*');
    expect((await find('location=us-central1-a')).length).toBe(all.filter(({ location }) => location === 'us-central1-a').length);
    expect((await find('location:us-central1* AND labels.env:prod')).length).toBe(all.filter(({ labels }) => labels?.env === 'prod').length);
    expect((await find('location:us-central1* state=TERMINATED')).every(({ state }) => state === 'TERMINATED')).toBe(true);
  });

  it('gives versionedResources when the mask names them, and never unasked', async () => {
    const [plain] = (await ask(`${search}?pageSize=1`)).body.results as object[];
    expect(plain).not.toHaveProperty('versionedResources');
    const [masked] = (await ask(`${search}?pageSize=1&readMask=name,versionedResources`)).body.results as object[];
    expect(Object.keys(masked!)).toEqual(['name', 'versionedResources']);
    expect(((await ask(`${search}?pageSize=9999`)).body.results as object[]).length).toBe(500);
  });
});

describe('other lists', () => {
  it('findings come to the SDK page by page, by state and mute', async () => {
    const client = securityCenterOf(simulator.endpoint, token);
    const parent = `projects/${projectId}/sources/-/locations/global`;
    const find = async (filter: string) => (await client.listFindings({ parent, filter, pageSize: 7 }))[0].map(({ finding }) => finding!);
    const [all, active, open] = [await find(''), await find('state="ACTIVE"'), await find('state="ACTIVE" AND NOT mute="MUTED"')];
    await client.close();
    expect(all.length).toBe(90);
    expect(active.length).toBe(all.filter(({ state }) => state === 'ACTIVE').length);
    expect(open.length).toBe(active.filter(({ mute }) => mute !== 'MUTED').length);
    expect([open.length < active.length, active.length < all.length]).toEqual([true, true]);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('repositories, their images, clusters, service accounts and keys, services, log entries', async () => {
    const registry = `https://artifactregistry.googleapis.com/v1/projects/${projectId}/locations/us-central1/repositories`;
    const { items: repositories } = await allPages<{ name: string; format: string }>(ask, `${registry}?pageSize=2`, 'repositories');
    expect(repositories.length).toBe(byRegion['us-central1']!.repository);
    const images = await Promise.all(
      repositories.map(
        async ({ name }) => (await allPages(ask, `https://artifactregistry.googleapis.com/v1/${name}/dockerImages?pageSize=3`, 'dockerImages')).items,
      ),
    );
    expect(images.flat().length).toBeGreaterThan(6);

    const clusters = (await ask(`https://container.googleapis.com/v1/projects/${projectId}/locations/-/clusters`)).body.clusters as object[];
    expect(clusters.length).toBe(byType.cluster);

    const iam = `https://iam.googleapis.com/v1/projects/${projectId}/serviceAccounts`;
    const { items: accounts } = await allPages<{ name: string; email: string }>(ask, `${iam}?pageSize=10`, 'accounts');
    expect(accounts.length).toBe(byType['service-account']);
    const scanner = accounts.find(({ email }) => email.startsWith('offload-security-scanner@'))!;
    const { keys } = (await ask(`https://iam.googleapis.com/v1/${scanner.name}/keys?keyTypes=USER_MANAGED`)).body as {
      keys: { validAfterTime: string }[];
    };
    expect(keys.length).toBe(1);
    expect(Math.abs(Date.parse(keys[0]!.validAfterTime) - Date.now())).toBeLessThan(60_000);

    const usage = `https://serviceusage.googleapis.com/v1/projects/${projectId}/services`;
    const { items: services } = await allPages<{ config: { name: string } }>(ask, `${usage}?filter=state:ENABLED&pageSize=4`, 'services');
    expect(services.map(({ config }) => config.name)).toEqual((await simulator.gcp.project(projectId))!.enabledApis);
    const batch = await ask(
      `${usage}:batchGet?names=projects/${projectId}/services/run.googleapis.com&names=projects/${projectId}/services/iam.googleapis.com`,
    );
    expect((batch.body.services as { state: string }[]).map(({ state }) => state)).toEqual(['DISABLED', 'ENABLED']);

    const since = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const filter = `log_id("cloudaudit.googleapis.com/activity") AND timestamp>="${since}"`;
    const entries: { timestamp: string }[] = [];
    for (let pageToken: string | undefined = ''; pageToken !== undefined;) {
      const { body } = await ask('https://logging.googleapis.com/v2/entries:list', {
        resourceNames: [`projects/${projectId}`],
        filter,
        orderBy: 'timestamp desc',
        pageSize: 20,
        pageToken,
      });
      entries.push(...(body.entries as typeof entries));
      pageToken = body.nextPageToken as string | undefined;
    }
    const times = entries.map(({ timestamp }) => Date.parse(timestamp));
    expect(entries.length).toBeGreaterThan(60);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.parse(since));
  });
});

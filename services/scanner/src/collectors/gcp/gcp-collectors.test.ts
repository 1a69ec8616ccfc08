import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueOf } from '../../catalogue.ts';
import { fakeGoogle } from '../../clouds/gcp/testing/fake-google.ts';
import { simulatedGcp, type SimulatedGcp } from '../../clouds/gcp/testing/simulated-gcp.ts';
import { planServices, plannedService } from '../../collection/plan-services.ts';
import { runAll, runService, type Yielded } from '../testing/run-jobs.ts';

let gcp: SimulatedGcp;
beforeAll(async () => {
  gcp = await simulatedGcp(300);
});
afterEach(() => gcp.simulator.faults.clear());
afterAll(() => gcp.simulator.stop());

const refsOf = ({ assets }: Yielded): string[] => assets.map(({ providerRef }) => providerRef).toSorted();
const project = () => ({ projectId: gcp.accountId });

describe('a full scan of Google Cloud', () => {
  it('tells keys that somebody has from those that Google keeps, and finds both', async () => {
    const { assets } = await runService(gcp, 'iam');
    const keysOf = (managedBy: string) =>
      assets.filter(({ type, configuration }) => type === 'gcp.iam.service-account-key' && configuration['managedBy'] === managedBy);
    expect(keysOf('user')).toHaveLength((await gcp.counts())['service-account-key']!);
    expect(keysOf('google').length).toBeGreaterThan(0);
  });

  it('sees with the declared permissions alone what it sees with the roles of the product', async () => {
    const lease = await gcp.leaseOf(catalogueOf('GCP').actions.map(({ action }) => action));
    const [withRoles, withPermissions] = [await runAll(gcp), await runAll(gcp, { lease })];

    expect(withPermissions.gaps).toEqual([]);
    expect(refsOf(withPermissions)).toEqual(refsOf(withRoles));
    expect(withPermissions.findings).toEqual(withRoles.findings);
  });

  it('finds in an empty project what Google puts into each, and sweeps it all', async () => {
    const empty = await simulatedGcp(0);
    const seen = await runAll(empty);
    await empty.simulator.stop();

    expect(seen.gaps).toEqual([]);
    expect(seen.findings).toEqual([]);
    expect(new Set(seen.assets.map(({ type }) => type))).toEqual(
      new Set([
        ...['gcp.compute.network', 'gcp.compute.project', 'gcp.compute.subnetwork', 'gcp.iam.service-account', 'gcp.iam.service-account-key'],
        ...['gcp.logging.coverage', 'gcp.logging.sink', 'gcp.resourcemanager.project'],
      ]),
    );
    expect(seen.swept).toHaveLength(
      planServices('GCP').reduce((sum, { scope, resourceTypes }) => sum + resourceTypes.length * (scope === 'global' ? 1 : empty.regions.length), 0),
    );
  });

  it('names what an instance’s metadata holds, and judges the flags among it', async () => {
    const { assets } = await runService(gcp, 'compute');
    const metadata = assets
      .filter(({ type }) => type === 'gcp.compute.instance')
      .map(({ configuration }) => configuration['metadata'] as Record<string, unknown>);
    expect(metadata.some(({ otherKeys }) => (otherKeys as string[]).includes('startup-script'))).toBe(true);
    for (const flag of ['enablesOsLogin', 'blocksProjectSshKeys', 'enablesSerialPort'])
      expect(new Set(metadata.map((one) => typeof one[flag]))).toEqual(new Set(['boolean', 'object']));
  });

  it('lists from an index: what is missing once is not gone at once', () => {
    const atOnce = planServices('GCP').flatMap(({ collectors }) =>
      collectors.filter(({ isIndexed }) => !isIndexed).map(({ resource }) => resource.type),
    );
    expect(atOnce).toEqual(['gcp.artifactregistry.repository', 'gcp.container.cluster', 'gcp.resourcemanager.project', 'gcp.logging.coverage']);
  });
});

describe('an API that is off', () => {
  const apis: Record<string, string[]> = {
    'cloudasset.googleapis.com': ['bigquery', 'compute', 'kms', 'logging', 'sql', 'storage', 'vpc'],
    'artifactregistry.googleapis.com': ['artifacts'],
    'container.googleapis.com': ['containers'],
    'securitycenter.googleapis.com': ['securitycenter'],
  };

  it.each(Object.entries(apis).flatMap(([api, services]) => services.map((service) => [api, service])))(
    '%s leaves a gap of %s that names it, and takes nothing away',
    async (api, service) => {
      await gcp.simulator.gcp.setApi({ ...project(), service: api!, enabled: false });
      const seen = await runService(gcp, service!);
      await gcp.simulator.gcp.setApi({ ...project(), service: api!, enabled: true });

      expect(seen.gaps.length).toBeGreaterThan(0);
      for (const { reason, message } of seen.gaps) {
        expect(reason).toBe('NOT_ENABLED');
        expect(message).toContain(api);
      }
      expect(seen.gaps.flatMap(({ resourceTypes }) => resourceTypes)).toEqual(plannedService({ provider: 'GCP', service: service! }).resourceTypes);
      expect([...seen.assets, ...seen.swept, ...seen.nativeSwept]).toEqual([]);
      expect(seen.judgements.every(({ outcome }) => outcome === 'unknown')).toBe(true);
    },
  );

  it('leaves what another API shows', async () => {
    await gcp.simulator.gcp.setApi({ ...project(), service: 'cloudresourcemanager.googleapis.com', enabled: false });
    const seen = await runService(gcp, 'iam');
    await gcp.simulator.gcp.setApi({ ...project(), service: 'cloudresourcemanager.googleapis.com', enabled: true });

    expect(seen.gaps).toEqual([expect.objectContaining({ reason: 'NOT_ENABLED', resourceTypes: ['gcp.resourcemanager.project'] })]);
    expect(seen.swept.toSorted()).toEqual(['gcp.iam.service-account-key@global', 'gcp.iam.service-account@global']);
  });
});

describe('a listing of many pages', () => {
  const pageSize = 3;

  it.each(['throttle', 'error', 'drop'] as const)('is whole although pages in its middle meet "%s"', async (effect) => {
    const whole = await runService(gcp, 'storage', undefined, { pageSize });
    await gcp.simulator.faults.set([{ match: { action: 'cloudasset.assets.*' }, effect, after: 2, every: 3, times: 3 }]);
    const seen = await runService(gcp, 'storage', undefined, { pageSize });

    expect(seen.pages.length).toBeGreaterThan(4);
    expect(seen.gaps).toEqual([]);
    expect(seen.assets).toEqual(whole.assets);
    expect(seen.swept).toEqual(whole.swept);
  });

  it.each([
    ['deny', 'DENIED'],
    ['error', 'PROVIDER_ERROR'],
    ['drop', 'UNREACHABLE'],
  ] as const)('that ends in the middle with "%s" keeps what was seen, and lets nothing go', async (effect, reason) => {
    const whole = await runService(gcp, 'storage', undefined, { pageSize });
    await gcp.simulator.faults.set([{ match: { action: 'cloudasset.assets.listResource' }, effect, after: 2 }]);
    const seen = await runService(gcp, 'storage', undefined, { pageSize, maxAttempts: 1 });

    expect(refsOf(seen)).toEqual(refsOf({ ...whole, assets: whole.assets.slice(0, 2 * pageSize) }));
    expect(seen.gaps).toEqual([expect.objectContaining({ reason, action: 'cloudasset.assets.listResource' })]);
    expect(seen.swept).toEqual([]);
  });

  it('whose policies cannot be read for a while shows those before and after, and no bucket without the policy that it has', async () => {
    const whole = await runService(gcp, 'storage', undefined, { pageSize });
    await gcp.simulator.faults.set([{ match: { action: 'cloudasset.assets.listIamPolicy' }, effect: 'error', after: 2, times: 1 }]);
    const seen = await runService(gcp, 'storage', undefined, { pageSize, maxAttempts: 1 });

    const unseen = seen.assets.filter(({ configuration }) => 'unseen' in configuration);
    expect(unseen).toHaveLength(pageSize);
    expect(seen.assets.filter((asset) => !unseen.includes(asset))).toEqual(
      whole.assets.filter((_asset, at) => at < 2 * pageSize || at >= 3 * pageSize),
    );
    expect(seen.swept).toEqual(whole.swept);
  });
});

describe('clusters', () => {
  it('of zones that did not answer are not taken for gone', async () => {
    const google = await fakeGoogle();
    google.answer(() => ({ body: { clusters: [{ name: 'shop', location: 'us-central1-b', status: 'RUNNING' }], missingZones: ['us-east1-b'] } }));
    const seen = await runService({ ...gcp, open: (region) => google.session({ region }) }, 'containers');
    await google.stop();

    expect(refsOf(seen)).toEqual(['//container.googleapis.com/projects/example-project/zones/us-central1-b/clusters/shop']);
    expect(seen.gaps).toEqual([expect.objectContaining({ reason: 'PROVIDER_ERROR', action: 'container.clusters.list' })]);
    expect(seen.swept).toEqual([]);
  });
});

describe('Security Command Center', () => {
  /** As the simulator has it, inactive and muted ones included. */
  async function allFindings(): Promise<{ name: string; state: string; mute: string }[]> {
    const { client, accountId } = gcp.open('global');
    const found = [];
    const url = `https://securitycenter.googleapis.com/v2/projects/${accountId}/sources/-/locations/global/findings`;
    for await (const { listFindingsResults = [] } of client.pages<{
      listFindingsResults?: { finding: { name: string; state: string; mute: string } }[];
    }>(url, { pageSize: 1000 }))
      found.push(...listFindingsResults.map(({ finding }) => finding));
    return found;
  }

  it('says what is active and not muted, once, on whatever page', async () => {
    const all = await allFindings();
    const open = all.filter(({ state, mute }) => state === 'ACTIVE' && mute !== 'MUTED');
    const { findings, pages } = await runService(gcp, 'securitycenter', undefined, { pageSize: 5 });

    expect(all.some(({ state }) => state === 'INACTIVE') && all.some(({ state, mute }) => state === 'ACTIVE' && mute === 'MUTED')).toBe(true);
    expect(findings.map(({ nativeId }) => nativeId).toSorted()).toEqual(open.map(({ name }) => name).toSorted());
    expect(pages).toEqual([]);
  });

  it('says it in words for people, of resources that inventory knows', async () => {
    const { findings } = await runService(gcp, 'securitycenter');
    const { assets } = await runAll(gcp);
    const refs = new Set(assets.map(({ providerRef }) => providerRef));
    for (const finding of findings) {
      expect(finding).toMatchObject({
        source: 'GCP_SECURITY_COMMAND_CENTER',
        region: null,
        remedy: expect.stringMatching(/\w/),
        message: expect.stringMatching(/\w/),
      });
      expect(finding.title).not.toMatch(/_/);
      expect(refs).toContain(finding.providerRef);
    }
    expect(new Set(findings.map(({ severity }) => severity)).size).toBeGreaterThan(1);
  });

  it('is not asked for the same page for ever', async () => {
    const google = await fakeGoogle();
    google.answer(() => ({ body: { listFindingsResults: [{ finding: { name: 'f', category: 'OPEN_SSH_PORT' } }], nextPageToken: 'again' } }));
    const seen = await runService({ ...gcp, open: (region) => google.session({ region }) }, 'securitycenter');
    await google.stop();

    expect(seen.gaps).toEqual([expect.objectContaining({ reason: 'PROVIDER_ERROR' })]);
    expect(seen.nativeSwept).toEqual([]);
    expect(google.requests).toHaveLength(2);
  });

  it('is read page by page: what came before a refusal is kept, and no finding is over', async () => {
    await gcp.simulator.faults.set([{ match: { action: 'securitycenter.findings.list' }, effect: 'deny', after: 1 }]);
    const seen = await runService(gcp, 'securitycenter', undefined, { pageSize: 5 });
    expect(seen.findings.length).toBeGreaterThan(0);
    expect(seen.gaps).toEqual([expect.objectContaining({ reason: 'DENIED', action: 'securitycenter.findings.list' })]);
    expect(seen.nativeSwept).toEqual([]);
  });
});

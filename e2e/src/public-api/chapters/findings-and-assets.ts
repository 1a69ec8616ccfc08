import { expect, it } from '@jest/globals';
import { AssetDocument, AssetFindingsDocument, AssetsDocument, AssetVersionsDocument, ChecksDocument, CloudAccountAssetsDocument, FindingsDocument } from '@offload/client';
import type { Chapter } from '../public-api.ts';

/** Reads what the scans saw. Leaves in `ids` an asset with findings. */
export const findingsAndAssets: Chapter = (api) => {
  it('lists findings, the most severe first, each with what it is about and what to do', async () => {
    const { findings } = await api().run(FindingsDocument, { first: 30, filter: { evaluation: 'FAIL', sources: ['POSTURE'] }, orderBy: { field: 'SEVERITY' } });
    const ranks = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];
    const severities = findings.edges.map(({ node }) => ranks.indexOf(node.severity));

    expect(severities).toHaveLength(30);
    expect(severities).toEqual([...severities].sort());
    for (const { node } of findings.edges) expect(node).toMatchObject({ status: 'OPEN', remedy: expect.any(String), check: { id: expect.any(String) }, cloudAccount: { name: expect.any(String) } });
    api().ids['asset'] = findings.edges.find(({ node }) => node.asset)!.node.asset!.id;
  });

  it('counts what each check found, in every cloud', async () => {
    const { checks } = await api().run(ChecksDocument, {});

    for (const cloud of ['aws', 'azure', 'gcp']) expect(checks.some(({ id, counts }) => id.startsWith(`${cloud}.`) && counts.fail + counts.pass > 0)).toBe(true);
    expect(checks.every(({ why, fix }) => why && fix)).toBe(true);
  });

  it('lists assets, of the tenant and of one account', async () => {
    const { assets } = await api().run(AssetsDocument, { first: 5 });
    const { cloudAccount } = await api().run(CloudAccountAssetsDocument, { id: api().ids['GCP']!, first: 5 });

    expect(assets.edges).toHaveLength(5);
    expect(cloudAccount!.assets!.nodes.every(({ type }) => type.startsWith('gcp.'))).toBe(true);
    expect(cloudAccount!.assets!.totalCount).toBeLessThan(assets.totalCount);
  });

  it('shows an asset with its configuration, what is wrong with it and how it was', async () => {
    const id = api().ids['asset']!;
    const { asset } = await api().run(AssetDocument, { id });
    const { asset: withFindings } = await api().run(AssetFindingsDocument, { id });
    const { asset: withVersions } = await api().run(AssetVersionsDocument, { id });

    expect(asset).toMatchObject({ id, configuration: expect.any(Object), removedAt: null, cloudAccount: { name: expect.any(String) } });
    expect(asset!.findings!.totalCount).toBeGreaterThan(0);
    expect(withFindings!.findings!.edges.map(({ node }) => node)).toEqual(asset!.findings!.nodes);
    expect(withVersions!.versions.edges.map(({ node }) => node)).toEqual(asset!.versions.nodes);
    expect(asset!.versions.nodes[0]).toMatchObject({ number: 1, configuration: asset!.configuration });
  });
};

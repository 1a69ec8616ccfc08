import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CloudAssets } from './cloud-assets.ts';
import { fakeGoogle, projectId, type FakeGoogle } from './testing/fake-google.ts';

let google: FakeGoogle;
beforeAll(async () => {
  google = await fakeGoogle();
});
afterAll(() => google.stop());

const assets = () => new CloudAssets(google.session().client, projectId);
async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const seen: T[] = [];
  for await (const page of pages) seen.push(...page);
  return seen;
}
const disk = (location: string, versionedResources: object[] = [{ version: 'v1', resource: { id: '1' } }]) => ({
  name: `//compute.googleapis.com/projects/${projectId}/zones/${location}/disks/d`,
  location,
  versionedResources,
});

describe('searching a region', () => {
  it('asks for its resources and those of its zones, of one type, and leaves out regions whose names begin alike', async () => {
    google.answer(() => ({
      body: { results: ['europe-west1', 'europe-west1-b', 'europe-west10', 'europe-west10-a', 'europe'].map((place) => disk(place)) },
    }));
    const found = await all(assets().search('compute.googleapis.com/Disk', 'europe-west1'));

    expect(found.map(({ location }) => location)).toEqual(['europe-west1', 'europe-west1-b']);
    const { path, query } = google.requests[0]!;
    expect(path).toBe(`/v1/projects/${projectId}:searchAllResources`);
    expect(query.get('query')).toBe('location:europe-west1*');
    expect(query.getAll('assetTypes')).toEqual(['compute.googleapis.com/Disk']);
    expect(query.get('readMask')).toContain('versionedResources');
  });

  it('shows what the resource’s own API says, in its first version where there is one', async () => {
    const of = (version: string) => ({ version, resource: { version } });
    google.answer(() => ({ body: { results: [disk('us-east1', [of('beta'), of('v1')]), disk('us-east1', [of('v1beta4')]), disk('us-east1', [])] } }));
    const found = await all(assets().search('compute.googleapis.com/Disk', 'us-east1'));
    expect(found.map(({ data }) => data)).toEqual([{ version: 'v1' }, { version: 'v1beta4' }, {}]);
  });

  it('goes on over pages on which nothing is of the region', async () => {
    google.answer(({ query }) =>
      query.has('pageToken') ? { body: { results: [disk('us-east1-b')] } } : { body: { results: [disk('us-east10')], nextPageToken: 'two' } },
    );
    expect(await all(assets().search('compute.googleapis.com/Disk', 'us-east1'))).toHaveLength(1);
  });
});

describe('listing a type', () => {
  it('names resources by the project’s id, where Google writes its number', async () => {
    google.answer(() => ({
      body: {
        assets: [
          { name: '//logging.googleapis.com/projects/123456789012/sinks/s', resource: { data: { name: 's' }, location: 'global' } },
          { name: '//cloudresourcemanager.googleapis.com/projects/123456789012', resource: {} },
          { name: '//storage.googleapis.com/123456789012', resource: {} },
        ],
      },
    }));
    expect((await all(assets().list('logging.googleapis.com/LogSink'))).map(({ name }) => name)).toEqual([
      `//logging.googleapis.com/projects/${projectId}/sinks/s`,
      `//cloudresourcemanager.googleapis.com/projects/${projectId}`,
      '//storage.googleapis.com/123456789012',
    ]);
  });

  it('reads the policies of what it listed beside it', async () => {
    const bindings = [{ role: 'roles/viewer', members: ['allUsers'], condition: { expression: 'true' } }];
    google.answer(({ query }) => ({
      body: query.get('contentType') === 'IAM_POLICY' ? { assets: [{ name: '//storage.googleapis.com/b', iamPolicy: { bindings } }] } : {},
    }));
    expect(await assets().policiesOf('storage.googleapis.com/Bucket', ['//storage.googleapis.com/a', '//storage.googleapis.com/b'])).toEqual([
      [],
      [{ role: 'roles/viewer', members: ['allUsers'], isConditional: true }],
    ]);
    expect(google.requests[0]!.query.getAll('assetTypes')).toEqual(['storage.googleapis.com/Bucket']);
  });
});

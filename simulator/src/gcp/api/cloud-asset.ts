/** Cloud Asset Inventory, v1: assets:list, searchAllResources, searchAllIamPolicies. */
import type { Call, Method } from '../call.ts';
import type { Resource } from '../estate/resource.ts';
import { allTypes, specs, typesOf, type GcpType } from '../estate/resource-types.ts';
import { invalidArgument } from '../wire/google-error.ts';
import { parseAssetQuery, placeOf, type AssetSubject } from './asset-query.ts';
import { page, segmentsOf, type Found } from './page.ts';

const host = 'cloudasset.googleapis.com';

export const cloudAssetMethods: readonly Method[] = [
  { id: 'cloudasset.projects.assets.list', host, verb: 'GET', path: '/v1/projects/{project}/assets', answer: listAssets },
  {
    id: 'cloudasset.projects.searchAllResources',
    host,
    verb: 'GET',
    path: '/v1/projects/{project}:searchAllResources',
    locationOf: ({ query }) => placeOf(query.get('query') ?? ''),
    answer: searchAllResources,
  },
  {
    id: 'cloudasset.projects.searchAllIamPolicies',
    host,
    verb: 'GET',
    path: '/v1/projects/{project}:searchAllIamPolicies',
    answer: searchAllIamPolicies,
  },
];

function listAssets(call: Call): object {
  const { query, nowMs } = call;
  const contentType = query.get('contentType') ?? 'CONTENT_TYPE_UNSPECIFIED';
  if (!['CONTENT_TYPE_UNSPECIFIED', 'RESOURCE', 'IAM_POLICY'].includes(contentType))
    throw invalidArgument(`The simulator does not serve contentType ${contentType}.`);
  const readTime = query.get('readTime') ?? new Date(nowMs).toISOString();
  if (Number.isNaN(Date.parse(readTime)) || Date.parse(readTime) > nowMs + 60_000) throw invalidArgument('read_time must be a time in the past.');
  const types = assetTypesOf(query);
  const isPolicy = contentType === 'IAM_POLICY';
  const { items, next } = page(
    call,
    {
      pageSize: query.get('pageSize'),
      pageToken: query.get('pageToken'),
      usual: 100,
      max: 1000,
      isStrict: true,
      list: `${contentType} ${types.join()}`,
    },
    segmentsOf(call, types),
    ({ resource }) => !isPolicy || resource.policy !== undefined,
  );
  const assets = items.map(({ type, resource }) => ({
    name: resource.name,
    assetType: specs[type].assetType,
    ...(contentType === 'RESOURCE' && { resource: contentOf(call, type, resource) }),
    ...(isPolicy && { iamPolicy: resource.policy }),
    ancestors: [`projects/${call.project.options.projectNumber}`, 'organizations/433637338589'],
    updateTime: resource.createTime,
  }));
  return { readTime, ...(assets.length > 0 && { assets }), ...(next !== undefined && { nextPageToken: next }) };
}

/** The Resource message of an asset. */
function contentOf({ project }: Call, type: GcpType, resource: Resource): object {
  const { assetType = '', version = 'v1', discoveryName } = specs[type];
  const [service, name] = assetType.split('/');
  return {
    version,
    discoveryDocumentUri:
      service === 'compute.googleapis.com' ? 'https://www.googleapis.com/discovery/v1/apis/compute/v1/rest' : `https://${service}/$discovery/rest`,
    discoveryName: discoveryName ?? name,
    parent: resource.parent ?? `//cloudresourcemanager.googleapis.com/projects/${project.options.projectNumber}`,
    data: resource.data,
    location: resource.location,
  };
}

function searchAllResources(call: Call): object {
  const { query } = call;
  const text = query.get('query') ?? '';
  const terms = parseAssetQuery(text);
  const types = assetTypesOf(query);
  const paths = (query.get('readMask') ?? '').split(',').filter(Boolean);
  const { items, next } = page(
    call,
    { pageSize: query.get('pageSize'), pageToken: query.get('pageToken'), usual: 100, max: 500, list: `${text} ${types.join()}` },
    segmentsOf(call, types, (location) => terms.mayHold(location)),
    (found) => terms.matches(searchable(found, call)),
  );
  const results = items.map((found) => pickPaths(searchResult(call, found), paths));
  return { ...(results.length > 0 && { results }), ...(next !== undefined && { nextPageToken: next }) };
}

function searchAllIamPolicies(call: Call): object {
  const { query } = call;
  const text = query.get('query') ?? '';
  const wanted = /^policy:"?([^"]+?)"?$/.exec(text)?.[1];
  if (text !== '' && wanted === undefined) throw invalidArgument(`The simulator does not understand the query ${text}.`);
  const types = assetTypesOf(query);
  const { items, next } = page(
    call,
    { pageSize: query.get('pageSize'), pageToken: query.get('pageToken'), usual: 100, max: 500, list: `${text} ${types.join()}` },
    segmentsOf(call, types),
    ({ resource: { policy } }) => policy !== undefined && (wanted === undefined || JSON.stringify(policy.bindings).includes(wanted)),
  );
  const results = items.map(({ type, resource }) => ({
    resource: resource.name,
    assetType: specs[type].assetType,
    project: `projects/${call.project.options.projectNumber}`,
    policy: { bindings: resource.policy?.bindings ?? [] },
  }));
  return { ...(results.length > 0 && { results }), ...(next !== undefined && { nextPageToken: next }) };
}

/** The types that are asked for, in the order of ours; all assets when none are named. */
function assetTypesOf(query: URLSearchParams): GcpType[] {
  const wanted = query.getAll('assetTypes');
  if (wanted.length === 0) return allTypes.filter((type) => specs[type].assetType !== undefined);
  const known = wanted.flatMap((assetType) => {
    if (!/^[a-z0-9.-]+\.googleapis\.com\/[A-Za-z.*]+$/.test(assetType)) throw invalidArgument(`${assetType} is not a supported asset type.`);
    return assetType.endsWith('/.*') ? allTypes.filter((type) => specs[type].assetType?.startsWith(assetType.slice(0, -2))) : typesOf(assetType);
  });
  return allTypes.filter((type) => known.includes(type));
}

function searchable({ type, resource }: Found, call: Call): AssetSubject {
  return {
    name: resource.name,
    assetType: specs[type].assetType ?? '',
    location: resource.location,
    displayName: resource.displayName,
    state: resource.state ?? '',
    project: call.project.projectId,
    labels: resource.labels ?? {},
  };
}

/** ResourceSearchResult with everything; versionedResources only leaves when the mask names it. */
function searchResult(call: Call, { type, resource }: Found): Record<string, unknown> {
  const { version = 'v1' } = specs[type];
  return {
    name: resource.name,
    assetType: specs[type].assetType,
    project: `projects/${call.project.options.projectNumber}`,
    organization: 'organizations/433637338589',
    displayName: resource.displayName,
    location: resource.location,
    ...(resource.labels && { labels: resource.labels }),
    ...(resource.networkTags && { networkTags: resource.networkTags }),
    createTime: resource.createTime,
    updateTime: resource.createTime,
    ...(resource.state !== undefined && { state: resource.state }),
    parentFullResourceName: resource.parent ?? call.project.estate.projectName,
    parentAssetType: resource.parent ? undefined : 'cloudresourcemanager.googleapis.com/Project',
    versionedResources: [{ version, resource: resource.data }],
  };
}

/** Without a mask: all fields but the large ones; `*` is everything. */
function pickPaths(result: Record<string, unknown>, paths: readonly string[]): object {
  if (paths.includes('*')) return result;
  const { versionedResources, ...usual } = result;
  if (paths.length === 0) return usual;
  const unknown = paths.find((path) => !(toCamel(path) in result) && !optionalPaths.includes(toCamel(path)));
  if (unknown !== undefined) throw invalidArgument(`Invalid field mask path: ${unknown}`);
  return Object.fromEntries(
    paths
      .map(toCamel)
      .filter((path) => path in result)
      .map((path) => [path, path === 'versionedResources' ? versionedResources : result[path]]),
  );
}

const optionalPaths = ['labels', 'networkTags', 'state', 'description', 'kmsKeys', 'folders', 'additionalAttributes', 'tags', 'effectiveTags'];
const toCamel = (path: string) => path.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());

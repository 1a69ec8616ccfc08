/** GKE, v1, and Artifact Registry, v1. */
import type { Call, Method } from '../call.ts';
import { regions } from '../estate/resource-types.ts';
import { notFound } from '../wire/google-error.ts';
import { page, segmentsOf } from './page.ts';

const registry = 'artifactregistry.googleapis.com';
const gke = 'container.googleapis.com';
const repositories = '/v1/projects/{project}/locations/{location}/repositories';
const clusters = '/v1/projects/{project}/locations/{location}/clusters';

export const containerMethods: readonly Method[] = [
  { id: 'artifactregistry.projects.locations.repositories.list', host: registry, verb: 'GET', path: repositories, answer: listRepositories },
  {
    id: 'artifactregistry.projects.locations.repositories.dockerImages.list',
    host: registry,
    verb: 'GET',
    path: `${repositories}/{repository}/dockerImages`,
    answer: listImages,
  },
  { id: 'container.projects.locations.clusters.list', host: gke, verb: 'GET', path: clusters, answer: listClusters },
  { id: 'container.projects.locations.clusters.get', host: gke, verb: 'GET', path: `${clusters}/{cluster}`, answer: getCluster },
];

function listRepositories(call: Call): object {
  const { query, params } = call;
  const { items, next } = page(
    call,
    { pageSize: query.get('pageSize'), pageToken: query.get('pageToken'), usual: 100, max: 1000, list: params.location! },
    // Google knows more locations than the estate has: there are none in those.
    segmentsOf(call, ['repository'], (location) => location === params.location),
  );
  const found = items.map(({ resource }) => resource.data);
  return { ...(found.length > 0 && { repositories: found }), ...(next !== undefined && { nextPageToken: next }) };
}

function listImages(call: Call): object {
  const { query, params, project } = call;
  const parent = `projects/${project.projectId}/locations/${params.location}/repositories/${params.repository}`;
  const { items, next } = page(
    call,
    { pageSize: query.get('pageSize'), pageToken: query.get('pageToken'), usual: 100, max: 1000, list: parent },
    segmentsOf(call, ['docker-image'], (location) => location === params.location),
    ({ resource }) => String(resource.data.name).startsWith(`${parent}/`),
  );
  const found = items.map(({ resource }) => resource.data);
  return { ...(found.length > 0 && { dockerImages: found }), ...(next !== undefined && { nextPageToken: next }) };
}

/** All clusters at once: GKE does not page. `-` is everywhere. */
function listClusters(call: Call): object {
  const found = clustersOf(call, call.params.location!);
  return found.length > 0 ? { clusters: found } : {};
}

function getCluster(call: Call): object {
  const { location, cluster } = call.params;
  const found = clustersOf(call, location!).find(({ name }) => name === cluster);
  if (!found) throw notFound(`Not found: projects/${call.project.projectId}/locations/${location}/clusters/${cluster}.`);
  return found;
}

function clustersOf({ project: { estate } }: Call, location: string): Record<string, unknown>[] {
  return regions.flatMap((region) =>
    Array.from({ length: estate.count('cluster', region) }, (_value, index) => estate.at('cluster', region, index))
      .filter((cluster) => cluster !== undefined)
      .filter((cluster) => location === '-' || cluster.location === location)
      .map(({ data }) => data),
  );
}

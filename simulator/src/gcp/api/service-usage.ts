/** Service Usage, v1: which APIs a project has on. */
import type { Call, Method } from '../call.ts';
import { invalidArgument } from '../wire/google-error.ts';
import { serviceTitles, titleOf } from './service-titles.ts';

const host = 'serviceusage.googleapis.com';

export const serviceUsageMethods: readonly Method[] = [
  { id: 'serviceusage.services.batchGet', host, verb: 'GET', path: '/v1/projects/{project}/services:batchGet', answer: batchGet },
  { id: 'serviceusage.services.list', host, verb: 'GET', path: '/v1/projects/{project}/services', answer: list },
  {
    id: 'serviceusage.services.get',
    host,
    verb: 'GET',
    path: '/v1/projects/{project}/services/{service}',
    answer: (call) => serviceOf(call, call.params.service!),
  },
  {
    // Only there to be denied: what it enables is not kept.
    id: 'serviceusage.services.enable',
    isWrite: true,
    host,
    verb: 'POST',
    path: '/v1/projects/{project}/services/{service}:enable',
    answer: () => ({ name: 'operations/noop.DONE_OPERATION', done: true }),
  },
];

function list(call: Call): object {
  const { query, project } = call;
  const state = /^state:(ENABLED|DISABLED)$/.exec(query.get('filter') ?? 'state:')?.[1];
  if (query.has('filter') && state === undefined) throw invalidArgument(`Invalid filter: ${query.get('filter')}`);
  const size = Math.min(Number(query.get('pageSize') ?? 0) || 50, 200);
  const from = Number(Buffer.from(query.get('pageToken') ?? 'MA', 'base64url').toString('latin1'));
  if (!Number.isInteger(from) || from < 0) throw invalidArgument('Invalid page token.');
  const all = [...new Set([...Object.keys(serviceTitles), ...project.enabledApis])]
    .sort()
    .filter((service) => state === undefined || project.enabledApis.has(service) === (state === 'ENABLED'));
  const services = all.slice(from, from + size).map((service) => serviceOf(call, service));
  const next = from + size < all.length ? Buffer.from(String(from + size)).toString('base64url') : undefined;
  return { ...(services.length > 0 && { services }), ...(next !== undefined && { nextPageToken: next }) };
}

function batchGet(call: Call): object {
  const names = call.query.getAll('names');
  if (names.length === 0 || names.length > 30) throw invalidArgument('names must hold 1 to 30 services.');
  const services = names.map((name) => {
    const service = /^projects\/[^/]+\/services\/([^/]+)$/.exec(name)?.[1];
    if (service === undefined) throw invalidArgument(`${name} is not the name of a service.`);
    return serviceOf(call, service);
  });
  return { services };
}

function serviceOf({ project }: Call, service: string): object {
  const { projectNumber } = project.options;
  return {
    name: `projects/${projectNumber}/services/${service}`,
    config: { name: service, title: titleOf(service) },
    state: project.enabledApis.has(service) ? 'ENABLED' : 'DISABLED',
    parent: `projects/${projectNumber}`,
  };
}

/** Security Command Center, v2: findings of all sources of a project. */
import type { Call, Method } from '../call.ts';
import { GLOBAL } from '../estate/resource-types.ts';
import { notFound } from '../wire/google-error.ts';
import { parseFilter } from './filter.ts';
import { page } from './page.ts';

const host = 'securitycenter.googleapis.com';

export const securityCenterMethods: readonly Method[] = [
  {
    id: 'securitycenter.projects.sources.locations.findings.list',
    host,
    verb: 'GET',
    path: '/v2/projects/{project}/sources/{source}/locations/{location}/findings',
    answer: listFindings,
  },
  {
    id: 'securitycenter.projects.sources.locations.findings.list',
    host,
    verb: 'GET',
    path: '/v2/projects/{project}/sources/{source}/findings',
    answer: listFindings,
  },
  {
    // Only there to be denied.
    id: 'securitycenter.projects.sources.locations.findings.setMute',
    isWrite: true,
    host,
    verb: 'POST',
    path: '/v2/projects/{project}/sources/{source}/locations/{location}/findings/{finding}:setMute',
    answer: () => ({}),
  },
];

const filterFields = ['state', 'mute', 'severity', 'category', 'findingClass', 'resourceName', 'name'];
const aliases: Record<string, string> = { finding_class: 'findingClass', resource_name: 'resourceName' };

function listFindings(call: Call): object {
  const { params, query, nowMs } = call;
  const location = params.location ?? GLOBAL;
  // Findings lie in `global` where data residency is not switched on.
  if (location !== GLOBAL) throw notFound(`Location ${location} is not one of this project's: data residency is not enabled.`);
  const text = query.get('filter') ?? '';
  const matches = parseFilter(text, filterFields, aliases);
  const wanted = (finding: Record<string, unknown>) =>
    matches(finding) && (params.source === '-' || String(finding.name).includes(`/sources/${params.source}/`));
  const { items, next } = page(
    call,
    { pageSize: query.get('pageSize'), pageToken: query.get('pageToken'), usual: 10, max: 1000, list: `${params.source} ${text}` },
    [{ type: 'finding', location: GLOBAL }],
    ({ resource }) => wanted(resource.data.finding as Record<string, unknown>),
  );
  return {
    listFindingsResults: items.map(({ resource }) => resource.data),
    readTime: new Date(nowMs).toISOString(),
    ...(next !== undefined && { nextPageToken: next }),
  };
}

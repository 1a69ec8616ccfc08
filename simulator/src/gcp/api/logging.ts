/** Cloud Logging, v2: the activity audit log. */
import type { Call, Method } from '../call.ts';
import { GLOBAL } from '../estate/resource-types.ts';
import { invalidArgument } from '../wire/google-error.ts';
import { parseFilter } from './filter.ts';
import { page } from './page.ts';

const fields = [
  'logName',
  'timestamp',
  'severity',
  'resource.type',
  'protoPayload.serviceName',
  'protoPayload.methodName',
  'protoPayload.resourceName',
];

export const loggingMethods: readonly Method[] = [
  {
    id: 'logging.entries.list',
    host: 'logging.googleapis.com',
    verb: 'POST',
    path: '/v2/entries:list',
    projectOf: ({ body }) => /^projects\/([^/]+)/.exec(String((body.resourceNames as unknown[] | undefined)?.[0]))?.[1],
    answer: listEntries,
  },
];

/** Newest first with orderBy `timestamp desc`; Google's own order is oldest first, which is not served. */
function listEntries(call: Call): object {
  const { body } = call;
  if (!Array.isArray(body.resourceNames) || body.resourceNames.length !== 1) throw invalidArgument('The simulator wants exactly one resource name.');
  if (body.orderBy !== 'timestamp desc') throw invalidArgument('The simulator answers orderBy "timestamp desc" only.');
  const text = String(body.filter ?? '').replace(/\blog_id\("([^"]+)"\)/gi, (_match, log: string) => `logName:"${encodeURIComponent(log)}"`);
  const { items, next } = page(
    call,
    { pageSize: body.pageSize as number | undefined, pageToken: body.pageToken as string | undefined, usual: 50, max: 1000, list: text },
    [{ type: 'log-entry', location: GLOBAL }],
    filterOf(text),
  );
  const entries = items.map(({ resource }) => resource.data);
  return { ...(entries.length > 0 && { entries }), ...(next !== undefined && { nextPageToken: next }) };
}

function filterOf(text: string): Parameters<typeof page>[3] {
  const matches = parseFilter(text, fields);
  return ({ resource }) => matches(resource.data);
}

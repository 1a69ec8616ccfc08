import type { ChangeLog, CloudChange } from '../change-log.ts';
import type { GcpSession } from './gcp-session.ts';
import { resourceNameOf } from './resource-name.ts';

/** As much of an entry as is read: requests and answers hold what customers keep secret. */
interface LogEntry {
  readonly timestamp?: string;
  readonly operation?: { readonly first?: boolean; readonly last?: boolean };
  readonly protoPayload?: {
    readonly serviceName?: string;
    readonly methodName?: string;
    readonly resourceName?: string;
    readonly status?: { readonly code?: number };
    readonly response?: { readonly name?: unknown };
  };
}

/** The Admin Activity log of Cloud Audit Logs, which nobody can switch off. What takes time is told once it is done. */
export const gcpChangeLog: ChangeLog<GcpSession> = {
  service: 'logging',
  scope: 'global',
  actions: ['logging.logEntries.list'],
  keptForDays: 400,
  latestArrivalMinutes: 10,

  async *pages({ session: { client, accountId }, from, to }) {
    const pages = client.postPages<{ entries?: readonly LogEntry[] }>('https://logging.googleapis.com/v2/entries:list', {
      resourceNames: [`projects/${accountId}`],
      filter: [
        `logName="projects/${accountId}/logs/cloudaudit.googleapis.com%2Factivity"`,
        `timestamp>="${from.toISOString()}"`,
        `timestamp<="${to.toISOString()}"`,
      ].join(' AND '),
      orderBy: 'timestamp desc',
      pageSize: 1000,
    });
    for await (const { entries = [] } of pages) {
      yield entries.map((entry) => changeOf(entry, accountId)).filter((change) => change !== null);
    }
  },
};

/** The change that an entry tells of; null when it tells of none: it failed, or has only begun. */
function changeOf({ timestamp, operation, protoPayload }: LogEntry, projectId: string): CloudChange | null {
  const { serviceName, methodName, resourceName, status, response } = protoPayload ?? {};
  if (!timestamp || !serviceName || !methodName || !resourceName) return null;
  if (status?.code) return null;
  if (operation?.first && !operation.last) return null;

  const verb = methodName.slice(methodName.lastIndexOf('.') + 1);
  // A creation names the parent where the API lets Google choose or the caller pass the name apart; the answer has the resource's own.
  const subject = /^(?:create|insert)/i.test(verb) && isResourceName(response?.name) ? response.name : resourceName;
  return {
    at: new Date(timestamp),
    action: methodName,
    resourceRef: refOf(serviceName, subject, projectId),
    kind: deletes(methodName, subject) ? 'deleted' : 'created-or-changed',
  };
}

const isResourceName = (name: unknown): name is string => typeof name === 'string' && name.startsWith('projects/') && !name.includes('/operations/');

/**
 * Whether a method deletes the resource that it is said of: `v1.compute.disks.delete` the disk, `…DeleteServiceAccountKey` the key. `cloudsql.users.delete` is
 * said of the instance, which stays.
 */
function deletes(methodName: string, resourceName: string): boolean {
  const collection = resourceName.split('/').at(-2)?.toLowerCase() ?? '';
  const [, ofRest, ofRpc] = /(?:(\w+)\.delete|\.Delete([A-Z]\w*))$/.exec(methodName) ?? [];
  if (ofRest !== undefined) return ofRest.toLowerCase() === collection;
  // `sinks` of `Sink`, `repositories` of `Repository`, `keys` of `ServiceAccountKey`.
  const kind = collection.replace(/ies$/, 'y').replace(/s$/, '');
  return ofRpc !== undefined && kind !== '' && ofRpc.toLowerCase().endsWith(kind);
}

/** The log has its own names for buckets, and `-` for the project of a service account. */
function refOf(serviceName: string, resourceName: string, projectId: string): string {
  const bucket = /^projects\/_\/buckets\/([^/]+)/.exec(resourceName)?.[1];
  if (bucket !== undefined) return `//${serviceName}/${bucket}`;
  return resourceNameOf(`//${serviceName}/${resourceName.replace(/^projects\/-\//, `projects/${projectId}/`)}`, projectId);
}

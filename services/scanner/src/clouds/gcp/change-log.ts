import { untilAborted } from '../../collector/until-aborted.ts';
import type { ChangesOptions, CloudChange } from '../cloud-change.ts';
import type { GcpSession } from './gcp-session.ts';

/** What reading the change log takes. */
export const gcpChangeLogActions: readonly string[] = ['logging.logEntries.list'];

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

/**
 * What was changed in a project since a moment, the latest first: the Admin Activity log of Cloud Audit Logs, which nobody can switch off and which is kept
 * for 400 days. What failed is left out, and what takes time is told once it is done. Where the log names only what a resource lies in, that is its
 * `resourceRef`. An entry may come minutes late. Rejects as the session's client does, and with the signal's reason once it aborts.
 */
export async function* gcpChanges({ session, since, signal }: ChangesOptions<GcpSession>): AsyncGenerator<CloudChange> {
  const { client, accountId } = session;
  const pages = client.postPages<{ entries?: readonly LogEntry[] }>('https://logging.googleapis.com/v2/entries:list', {
    resourceNames: [`projects/${accountId}`],
    filter: `logName="projects/${accountId}/logs/cloudaudit.googleapis.com%2Factivity" AND timestamp>="${since.toISOString()}"`,
    orderBy: 'timestamp desc',
    pageSize: 1000,
  });
  for (;;) {
    const turn = await untilAborted(pages.next(), signal);
    if (turn.done) return;
    for (const entry of turn.value.entries ?? []) {
      const change = changeOf(entry, accountId);
      if (change !== null) yield change;
    }
  }
}

function changeOf({ timestamp, operation, protoPayload }: LogEntry, projectId: string): CloudChange | null {
  const { serviceName, methodName, resourceName, status, response } = protoPayload ?? {};
  if (!timestamp || !serviceName || !methodName || !resourceName) return null;
  if (status?.code) return null;
  if (operation?.first && !operation.last) return null;

  const verb = methodName.slice(methodName.lastIndexOf('.') + 1);
  const isDeleted = verb === 'delete' || /^Delete[A-Z]/.test(verb);
  // A creation names the parent where the API lets Google choose or the caller pass the name apart; the answer has the resource's own.
  const created = /^(?:Create|create|insert)/.test(verb) && isResourceName(response?.name) ? response.name : resourceName;
  return {
    at: new Date(timestamp),
    action: methodName,
    resourceRef: fullNameOf(serviceName, created, projectId),
    kind: isDeleted ? 'deleted' : 'created-or-changed',
  };
}

const isResourceName = (name: unknown): name is string =>
  typeof name === 'string' && name.startsWith('projects/') && !name.includes('/operations/');

/** The log has its own names for what belongs to no project's path, and `-` for the project of a service account. */
function fullNameOf(serviceName: string, resourceName: string, projectId: string): string {
  const bucket = /^projects\/_\/buckets\/([^/]+)/.exec(resourceName)?.[1];
  if (bucket !== undefined) return `//${serviceName}/${bucket}`;
  return `//${serviceName}/${resourceName.replace(/^projects\/-\//, `projects/${projectId}/`)}`;
}

import type { EventData } from '@azure/arm-monitor';
import type { ChangeLog, CloudChange } from '../change-log.ts';
import type { AzureSession } from './azure-session.ts';

/** The activity log of a subscription. A part of a resource is named as Azure names it: `…/networksecuritygroups/web/securityrules/ssh`. */
export const azureChangeLog: ChangeLog<AzureSession> = {
  service: 'insights',
  scope: 'global',
  actions: ['Microsoft.Insights/eventtypes/values/read'],
  keptForDays: 90,
  latestArrivalMinutes: 20,

  async *pages({ session, from, to }) {
    const filter = `eventTimestamp ge '${from.toISOString()}' and eventTimestamp le '${to.toISOString()}'`;
    // Neither claims nor properties: customers' secrets live there, and they are most of an event.
    const select = 'eventTimestamp,operationName,resourceId,status';
    const monitor = await session.monitor();
    for await (const page of monitor.activityLogs.list(filter, { select }).byPage()) {
      yield page.map(changeOf).filter((change) => change !== null);
    }
  },
};

/** The change that an event tells of; null when it tells of none: something else, the begin of it, or a failure. */
function changeOf({ operationName, resourceId, status, eventTimestamp }: EventData): CloudChange | null {
  const action = operationName?.value;
  if (!action || !resourceId || !eventTimestamp || status?.value?.toLowerCase() !== 'succeeded') return null;
  const kind = kindOf(action.toLowerCase());
  return kind && { at: eventTimestamp, action, resourceRef: resourceId.toLowerCase(), kind };
}

function kindOf(action: string): CloudChange['kind'] | null {
  if (action.endsWith('/delete')) return 'deleted';
  if (action.endsWith('/write')) return 'created-or-changed';
  // `start/action` changes a machine; `listKeys/action` only reads.
  return action.endsWith('/action') && !/\/list\w*\/action$/.test(action) ? 'created-or-changed' : null;
}

import type { EventData } from '@azure/arm-monitor';
import { untilAborted } from '../../collector/until-aborted.ts';
import type { ChangesOptions, CloudChange } from '../cloud-change.ts';
import type { AzureSession } from './azure-session.ts';

/** What reading the change log takes. */
export const azureChangeLogActions: readonly string[] = ['Microsoft.Insights/eventtypes/values/read'];

/** Azure keeps the activity log for so long. */
const keptForMs = 90 * 86_400_000;
/** Events show up to twenty minutes after they happened: so much before the last look may be news. */
const latestArrivalMs = 20 * 60_000;

/**
 * What was changed in a subscription since a moment, newest first, as its activity log has it: a resource as often as it was changed, and a little
 * of what was before, since events come late. A part of a resource is named as Azure names it: `…/networksecuritygroups/web/securityrules/ssh`.
 * Throws RangeError when the log does not go back so far, the signal's reason once it aborts, and what the client throws.
 */
export async function* azureChanges(
  { session, since, signal }: ChangesOptions<Pick<AzureSession, 'monitor'>>,
  now = new Date(),
): AsyncGenerator<CloudChange> {
  const from = since.getTime() - latestArrivalMs;
  if (from < now.getTime() - keptForMs) throw new RangeError('the activity log does not go back so far');

  const filter = `eventTimestamp ge '${new Date(from).toISOString()}' and eventTimestamp le '${now.toISOString()}'`;
  // Neither claims nor properties: customers' secrets live there, and they are most of an event.
  const select = 'eventTimestamp,operationName,resourceId,status';
  const monitor = await session.monitor();
  const pages = monitor.activityLogs.list(filter, { select })[Symbol.asyncIterator]();
  for (;;) {
    const turn = await untilAborted(pages.next(), signal);
    if (turn.done) return;
    const change = changeOf(turn.value);
    if (change) yield change;
  }
}

/** The change that an event tells of; undefined when it tells of none: something else, the begin of it, or a failure. */
function changeOf({ operationName, resourceId, status, eventTimestamp }: EventData): CloudChange | undefined {
  const action = operationName?.value;
  if (!action || !resourceId || !eventTimestamp || status?.value?.toLowerCase() !== 'succeeded') return undefined;
  const kind = kindOf(action.toLowerCase());
  return kind && { at: eventTimestamp, action, resourceRef: resourceId.toLowerCase(), kind };
}

function kindOf(action: string): CloudChange['kind'] | undefined {
  if (action.endsWith('/delete')) return 'deleted';
  if (action.endsWith('/write')) return 'created-or-changed';
  // `start/action` changes a machine; `listKeys/action` only reads.
  return action.endsWith('/action') && !/\/list\w*\/action$/.test(action) ? 'created-or-changed' : undefined;
}

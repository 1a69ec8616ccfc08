/** The activity log of a subscription: 90 days, the newest first. */
import { armErrors } from '../arm/arm-error.ts';
import { page } from '../arm/page.ts';
import type { Call, Operation } from '../call.ts';
import { GLOBAL } from '../estate/resource-types.ts';

const perPage = 50;
const DAY_MS = 86_400_000;
const keptForMs = 90 * DAY_MS;

export const activityLogOperations: readonly Operation[] = [
  {
    id: 'arm.ActivityLogs_List',
    verb: 'GET',
    path: '/subscriptions/{subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values',
    apiVersions: ['2015-04-01'],
    actions: ['Microsoft.Insights/eventtypes/values/read'],
    answer: (call) => page(call, [...eventsOf(call)], perPage),
  },
];

/** What is asked for besides a time: exactly one of these. */
const narrowing: Readonly<Record<string, (event: Record<string, unknown>) => unknown>> = {
  resourceGroupName: ({ resourceGroupName }) => resourceGroupName,
  resourceId: ({ resourceId }) => resourceId,
  correlationId: ({ correlationId }) => correlationId,
  resourceProvider: ({ resourceProviderName }) => (resourceProviderName as { value?: unknown }).value,
};

function* eventsOf({ subscription, query, nowMs }: Call): Generator<object> {
  const { fromMs, untilMs, holds } = readFilter(query.get('$filter'), nowMs);
  const columns = query.get('$select')?.split(',').filter(Boolean);
  const { estate } = subscription;
  const count = estate.count('log-event', GLOBAL);
  for (let index = 0; index < count; index++) {
    const found = estate.at('log-event', GLOBAL, index);
    if (!found) continue;
    const event: Record<string, unknown> = { id: found.id, ...found.properties };
    const atMs = Date.parse(String(event.eventTimestamp));
    // The newest come first: what follows is older still.
    if (atMs < fromMs) return;
    if (atMs > untilMs || !holds(event)) continue;
    yield columns ? Object.fromEntries(columns.filter((name) => name in event).map((name) => [name, event[name]])) : event;
  }
}

interface Filter {
  fromMs: number;
  untilMs: number;
  holds: (event: Record<string, unknown>) => boolean;
}

/** The beginning must be named and within the time that is kept. A condition that is not understood is refused, never ignored. */
function readFilter(text: string | null, nowMs: number): Filter {
  let [fromMs, untilMs]: [number | null, number] = [null, nowMs];
  let holds: Filter['holds'] = () => true;
  for (const part of (text ?? '').split(/\s+and\s+/i).filter(Boolean)) {
    const [, name = '', operator = '', value = ''] = /^(\w+)\s+(ge|le|eq)\s+'([^']*)'$/.exec(part.trim()) ?? [];
    const read = Object.hasOwn(narrowing, name) ? narrowing[name] : undefined;
    const ms = Date.parse(value);
    if (name === 'eventTimestamp' && operator === 'ge' && !Number.isNaN(ms)) fromMs = ms;
    else if (name === 'eventTimestamp' && operator === 'le' && !Number.isNaN(ms)) untilMs = ms;
    else if (read && operator === 'eq') holds = (event) => String(read(event)).toLowerCase() === value.toLowerCase();
    else throw armErrors.badRequest(`The filter '${part}' is not supported.`);
  }
  if (fromMs === null) throw armErrors.badRequest("The 'eventTimestamp' start time must be specified in the filter.");
  if (fromMs < nowMs - keptForMs - DAY_MS) throw armErrors.badRequest('The start time cannot be more than 90 days in the past.');
  return { fromMs, untilMs, holds };
}

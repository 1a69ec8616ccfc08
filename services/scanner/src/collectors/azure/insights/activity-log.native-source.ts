import type { EventData } from '@azure/arm-monitor';
import { azureMonitor } from '../../../clouds/azure/clients.ts';
import type { NativeFinding } from '../../../collection/collection.ts';
import { nativeSource } from '../../../collector/native-source.ts';
import { refOrNull } from '../arm-resource.ts';

/** An event has no end of its own: what is older than this is history, not a finding. */
const openForMs = 7 * 86_400_000;

/** The categories that report something; the others say what was done. */
const reportingCategories = new Set(['alert', 'security']);

export const activityLogSource = nativeSource({
  source: 'AZURE_ACTIVITY_LOG',
  provider: 'AZURE',
  service: 'insights',
  scope: 'global',
  actions: ['Microsoft.Insights/eventtypes/values/read'],
  access: azureMonitor,

  async *pages({ monitor }) {
    // The log takes no filter but the time, and what a resource is: categories are told apart here.
    const since = new Date(Date.now() - openForMs).toISOString();
    for await (const page of monitor.activityLogs.list(`eventTimestamp ge '${since}'`).byPage()) {
      yield page.filter(isReport).map(translate);
    }
  },
});

function isReport({ category, status }: EventData): boolean {
  return reportingCategories.has(category?.value?.toLowerCase() ?? '') && status?.value !== 'Resolved';
}

// Without its properties and claims: customers' secrets live there.
const translate = (event: EventData): NativeFinding => ({
  source: 'AZURE_ACTIVITY_LOG',
  nativeId: event.eventDataId ?? event.id ?? '',
  severity: severityOf(event.level),
  title: event.operationName?.localizedValue ?? event.operationName?.value ?? 'Activity log event',
  message: event.description ?? '',
  remedy: null,
  providerRef: refOrNull(event.resourceId),
  region: null,
});

function severityOf(level: EventData['level']): NativeFinding['severity'] {
  switch (level) {
    case 'Critical':
      return 'CRITICAL';
    case 'Error':
      return 'HIGH';
    case 'Warning':
      return 'MEDIUM';
    default:
      return 'INFORMATIONAL';
  }
}

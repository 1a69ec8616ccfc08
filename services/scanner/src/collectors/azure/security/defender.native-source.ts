import type { ArmClient } from '../../../clouds/azure/arm-client.ts';
import { resourceGraph } from '../../../clouds/azure/clients.ts';
import { confirmingActions } from '../../../clouds/azure/effective-permissions.ts';
import type { GraphRow, ResourceGraph } from '../../../clouds/azure/resource-graph.ts';
import type { NativeFinding } from '../../../collection/collection.ts';
import { nativeSource } from '../../../collector/native-source.ts';
import { refOf, refOrNull } from '../arm-resource.ts';

interface Assessment {
  readonly displayName?: string | null;
  readonly status?: { readonly code?: string | null; readonly cause?: string | null; readonly description?: string | null } | null;
  /** Resource Graph writes `Id`, the API `id`. */
  readonly resourceDetails?: { readonly Id?: string | null; readonly id?: string | null } | null;
  readonly metadata?: {
    readonly severity?: string | null;
    readonly description?: string | null;
    readonly remediationDescription?: string | null;
  } | null;
}

// Without its entities and extended properties: customers' secrets live there.
interface Alert {
  readonly id: string;
  readonly properties?: {
    readonly alertDisplayName?: string | null;
    readonly description?: string | null;
    readonly severity?: string | null;
    readonly status?: string | null;
    readonly remediationSteps?: readonly string[] | null;
    readonly resourceIdentifiers?: readonly { readonly type?: string | null; readonly azureResourceId?: string | null }[] | null;
  };
}

/** Alerts that somebody has dealt with are over. */
const openStatuses = new Set(['Active', 'InProgress']);

/** What Defender for Cloud says, as one source: it is resolved when neither its assessments nor its alerts say it any longer. */
export const defenderSource = nativeSource({
  source: 'AZURE_DEFENDER',
  provider: 'AZURE',
  service: 'security',
  scope: 'global',
  actions: ['Microsoft.Security/assessments/read', 'Microsoft.Security/alerts/read', ...confirmingActions],
  offCodes: ['MissingSubscriptionRegistration', 'SubscriptionNotRegistered', 'Subscription Not Registered'],
  access: resourceGraph,

  async *pages({ graph, arm, accountId }) {
    yield* assessments(graph);
    yield* alerts(arm, accountId);
  },
});

async function* assessments(graph: ResourceGraph): AsyncGenerator<NativeFinding[]> {
  const unhealthy = graph.rows<Assessment>({
    table: 'securityresources',
    type: 'Microsoft.Security/assessments',
    region: null,
    where: "properties.status.code == 'Unhealthy'",
  });
  for await (const page of unhealthy) yield page.map(translateAssessment);
}

async function* alerts(arm: ArmClient, subscriptionId: string): AsyncGenerator<NativeFinding[]> {
  for await (const page of arm.pages<Alert>(`/subscriptions/${subscriptionId}/providers/Microsoft.Security/alerts`, '2022-01-01')) {
    yield page.filter(({ properties }) => openStatuses.has(properties?.status ?? '')).map(translateAlert);
  }
}

function translateAssessment({ id, name, properties }: GraphRow<Assessment>): NativeFinding {
  const { displayName, status, resourceDetails, metadata } = properties;
  return {
    source: 'AZURE_DEFENDER',
    nativeId: refOf(id),
    severity: severityOf(metadata?.severity),
    title: displayName ?? name ?? 'Defender recommendation',
    message: metadata?.description ?? status?.description ?? status?.cause ?? '',
    remedy: metadata?.remediationDescription ?? null,
    providerRef: refOrNull(resourceDetails?.Id ?? resourceDetails?.id),
    region: null,
  };
}

function translateAlert({ id, properties }: Alert): NativeFinding {
  const resource = properties?.resourceIdentifiers?.find(({ type }) => type === 'AzureResource');
  return {
    source: 'AZURE_DEFENDER',
    nativeId: refOf(id),
    severity: severityOf(properties?.severity),
    title: properties?.alertDisplayName ?? 'Defender alert',
    message: properties?.description ?? '',
    remedy: properties?.remediationSteps?.join(' ') || null,
    providerRef: refOrNull(resource?.azureResourceId),
    region: null,
  };
}

function severityOf(severity: string | null | undefined): NativeFinding['severity'] {
  const known = severity?.toUpperCase();
  return known === 'HIGH' || known === 'MEDIUM' || known === 'LOW' ? known : 'INFORMATIONAL';
}

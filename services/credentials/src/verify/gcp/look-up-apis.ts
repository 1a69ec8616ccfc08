import type { PreflightAction } from '@offload/contracts';
import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import { GcpError } from '../../gcp/gcp-error.ts';

/** An API that a scan calls. */
export interface NeededApi {
  /** `cloudasset.googleapis.com` */
  service: string;
  /** Whether some required action needs it. */
  required: boolean;
}

export interface ApisSeen {
  disabled: NeededApi[];
  /** Of which no answer told. */
  unverified: string[];
}

/** Without which nothing can be looked at, neither the project nor what is allowed. */
export const resourceManager = 'cloudresourcemanager.googleapis.com';

/** Whose API is not called as its permissions are: https://cloud.google.com/iam/docs/permissions-reference */
const serviceOfPrefix: Readonly<Record<string, string>> = {
  resourcemanager: resourceManager,
  cloudsql: 'sqladmin.googleapis.com',
};

/** The APIs behind the actions, each once; Resource Manager always. */
export function apisOf(actions: readonly PreflightAction[]): NeededApi[] {
  const required = new Map<string, boolean>([[resourceManager, true]]);
  for (const { action, required: isRequired } of actions) {
    const prefix = action.split('.')[0]!;
    const service = serviceOfPrefix[prefix] ?? `${prefix}.googleapis.com`;
    required.set(service, isRequired || (required.get(service) ?? false));
  }
  return [...required].map(([service, isRequired]) => ({ service, required: isRequired }));
}

interface Probe {
  url: (projectId: string) => string;
  body?: (projectId: string) => object;
}

/**
 * A call to each API that reads next to nothing. Google looks whether an API is on before what the caller may do, so that a call that is denied
 * tells as much as one that is answered.
 */
const probes: Readonly<Record<string, Probe>> = {
  [resourceManager]: { url: (projectId) => `https://${resourceManager}/v3/projects/${projectId}` },
  'cloudasset.googleapis.com': {
    url: (projectId) => `https://cloudasset.googleapis.com/v1/projects/${projectId}:searchAllResources?pageSize=1&fields=nextPageToken`,
  },
  'securitycenter.googleapis.com': {
    url: (projectId) =>
      `https://securitycenter.googleapis.com/v2/projects/${projectId}/sources/-/locations/global/findings?pageSize=1&fields=nextPageToken`,
  },
  'artifactregistry.googleapis.com': {
    url: (projectId) => `https://artifactregistry.googleapis.com/v1/projects/${projectId}/locations/us-central1/repositories?pageSize=1`,
  },
  'container.googleapis.com': {
    url: (projectId) => `https://container.googleapis.com/v1/projects/${projectId}/locations/us-central1/clusters?fields=missingZones`,
  },
  'iam.googleapis.com': {
    url: (projectId) => `https://iam.googleapis.com/v1/projects/${projectId}/serviceAccounts?pageSize=1&fields=nextPageToken`,
  },
  'logging.googleapis.com': {
    url: () => 'https://logging.googleapis.com/v2/entries:list?fields=nextPageToken',
    body: (projectId) => ({ resourceNames: [`projects/${projectId}`], pageSize: 1 }),
  },
};

/** Service Usage takes 30 names at once: https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet */
const mostAtOnce = 30;
/** What says nothing of the API asked, and everything of whether anybody can be asked at all. */
const isTrouble = ({ kind }: GcpError): boolean =>
  ['THROTTLED', 'UNREACHABLE', 'CLOCK_SKEW', 'DISABLED', 'EXPIRED', 'NOT_ACCEPTED'].includes(kind);

/**
 * Which of the APIs are off. What counts is the `consumer`, the project that the service account lives in, whatever project is read. Service Usage
 * tells; where it is off itself, or may not be asked, each API is called once.
 * @throws GcpError
 */
export async function lookUpApis(caller: GcpCaller, consumer: string, projectId: string, apis: readonly NeededApi[]): Promise<ApisSeen> {
  const states = (await askServiceUsage(caller, consumer, apis)) ?? (await askEach(caller, projectId, apis));
  return {
    disabled: apis.filter(({ service }) => states.get(service) === 'DISABLED'),
    unverified: apis.map(({ service }) => service).filter((service) => !states.has(service)),
  };
}

type States = Map<string, 'ENABLED' | 'DISABLED'>;

/** Null when it does not tell. */
async function askServiceUsage(caller: GcpCaller, consumer: string, apis: readonly NeededApi[]): Promise<States | null> {
  const parent = `projects/${encodeURIComponent(consumer)}`;
  const names = apis.slice(0, mostAtOnce).map(({ service }) => `names=${encodeURIComponent(`projects/${consumer}/services/${service}`)}`);
  try {
    const { services } = await caller.call<{ services?: { config?: { name?: string }; name?: string; state?: string }[] }>(
      'serviceusage:batchGet',
      `https://serviceusage.googleapis.com/v1/${parent}/services:batchGet?${names.join('&')}`,
    );
    const states: States = new Map();
    for (const { name, state } of services ?? []) {
      const service = name?.split('/').at(-1);
      if (service && (state === 'ENABLED' || state === 'DISABLED')) states.set(service, state);
    }
    return states;
  } catch (error) {
    if (error instanceof GcpError && !isTrouble(error)) return null;
    throw error;
  }
}

async function askEach(caller: GcpCaller, projectId: string, apis: readonly NeededApi[]): Promise<States> {
  const states: States = new Map();
  const project = encodeURIComponent(projectId);

  await Promise.all(
    apis.map(async ({ service }) => {
      const probe = probes[service];
      if (!probe) return;
      try {
        await caller.call(`${service.split('.')[0]}:probe`, probe.url(project), probe.body?.(projectId));
        states.set(service, 'ENABLED');
      } catch (error) {
        if (!(error instanceof GcpError) || isTrouble(error)) throw error;
        if (error.kind === 'API_DISABLED') states.set(service, 'DISABLED');
        else if (error.kind !== 'OTHER') states.set(service, 'ENABLED');
      }
    }),
  );
  return states;
}

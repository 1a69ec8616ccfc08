import type { CloudProvider } from '@offload/contracts';
import { checks } from '../checks/registry.generated.ts';
import type { Check } from '../check/check.ts';
import { actionsOf, type Collector } from '../collector/collector.ts';
import type { NativeSource } from '../collector/native-source.ts';
import { collectors, nativeSources } from '../collectors/registry.generated.ts';

/** What is seen of one provider service: the work of one job a region, or of one job an account. */
export interface PlannedService {
  readonly provider: CloudProvider;
  /** `ec2` */
  readonly service: string;
  readonly scope: 'region' | 'global';
  readonly collectors: readonly Collector[];
  readonly nativeSources: readonly NativeSource[];
  /** The resource types that its collectors see. */
  readonly resourceTypes: readonly string[];
  /** Every action that a job of it calls, optional ones included, each once: what its lease is narrowed to. */
  readonly actions: readonly string[];
}

/** Groups what was declared by provider and service. Throws when a service is declared both regional and global: a job is one or the other. */
export function groupByService(collectors: readonly Collector[], nativeSources: readonly NativeSource[]): PlannedService[] {
  const declared = [...collectors.map((one) => ({ ...one, provider: one.resource.provider })), ...nativeSources];
  const names = new Map(declared.map(({ provider, service }) => [keyOf({ provider, service }), { provider, service }]));
  return [...names.keys()].sort().map((key) => {
    const { provider, service } = names.get(key)!;
    const ofService = collectors.filter((one) => one.resource.provider === provider && one.service === service);
    const sources = nativeSources.filter((one) => one.provider === provider && one.service === service);
    const [scope, ...otherScopes] = new Set([...ofService, ...sources].map((one) => one.scope));
    if (scope === undefined || otherScopes.length > 0) throw new Error(`${key} is declared both regional and global`);
    const actions = [...ofService.flatMap((one) => actionsOf(one).map(({ action }) => action)), ...sources.flatMap((one) => one.actions)];
    return {
      provider,
      service,
      scope,
      collectors: ofService,
      nativeSources: sources,
      resourceTypes: ofService.map(({ resource }) => resource.type),
      actions: [...new Set(actions)].sort(),
    };
  });
}

interface ServiceName {
  readonly provider: CloudProvider;
  readonly service: string;
}
const keyOf = ({ provider, service }: ServiceName): string => `${provider} ${service}`;

const planned = groupByService(collectors, nativeSources);
const plannedByName = new Map(planned.map((one) => [keyOf(one), one]));
const plannedByProvider = Map.groupBy(planned, ({ provider }) => provider);
const checksByType = Map.groupBy(checks, (check) => check.on.type);

/** Every service that a scan of a provider looks at, by name. */
export const planServices = (provider: CloudProvider): readonly PlannedService[] => plannedByProvider.get(provider) ?? [];

/** The service of that name. Throws when no collector has it. */
export function plannedService({ provider, service }: ServiceName): PlannedService {
  const found = plannedByName.get(keyOf({ provider, service }));
  if (!found) throw new Error(`no collector sees the service ${keyOf({ provider, service })}`);
  return found;
}

/** The checks on a resource type. */
export const checksOn = (resourceType: string): readonly Check[] => checksByType.get(resourceType) ?? [];

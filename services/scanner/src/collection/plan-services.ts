import { checks } from '../checks/registry.generated.ts';
import type { Check } from '../check/check.ts';
import { actionsOf, type Collector } from '../collector/collector.ts';
import type { NativeSource } from '../collector/native-source.ts';
import { collectors, nativeSources } from '../collectors/registry.generated.ts';

/** What is seen of one provider service: the work of one job a region, or of one job an account. */
export interface PlannedService {
  /** `ec2` */
  readonly service: string;
  readonly scope: 'region' | 'global';
  readonly collectors: readonly Collector[];
  readonly nativeSources: readonly NativeSource[];
  /** The resource types that its collectors see. */
  readonly resourceTypes: readonly string[];
  /** Every IAM action that a job of it calls, optional ones included, each once: what its lease is narrowed to. */
  readonly actions: readonly string[];
  /** What its requests are signed for. */
  readonly signingNames: readonly string[];
}

/** Groups what was declared by service. Throws when a service is declared both regional and global: a job is one or the other. */
export function groupByService(collectors: readonly Collector[], nativeSources: readonly NativeSource[]): PlannedService[] {
  const names = new Set([...collectors, ...nativeSources].map(({ service }) => service));
  return [...names].sort().map((service) => {
    const ofService = collectors.filter((one) => one.service === service);
    const sources = nativeSources.filter((one) => one.service === service);
    const [scope, ...otherScopes] = new Set([...ofService, ...sources].map((one) => one.scope));
    if (scope === undefined || otherScopes.length > 0) throw new Error(`${service} is declared both regional and global`);
    const actions = [...ofService.flatMap((one) => actionsOf(one).map(({ action }) => action)), ...sources.flatMap((one) => one.actions)];
    return {
      service,
      scope,
      collectors: ofService,
      nativeSources: sources,
      resourceTypes: ofService.map(({ resource }) => resource.type),
      actions: [...new Set(actions)].sort(),
      signingNames: [service],
    };
  });
}

const planned = groupByService(collectors, nativeSources);
const plannedByName = new Map(planned.map((one) => [one.service, one]));
const checksByType = Map.groupBy(checks, (check) => check.on.type);

/** Every service that a scan of AWS looks at, by name. */
export const planServices = (): readonly PlannedService[] => planned;

/** The service of that name. Throws when no collector has it. */
export function plannedService(name: string): PlannedService {
  const service = plannedByName.get(name);
  if (!service) throw new Error(`no collector sees the service ${name}`);
  return service;
}

/** The checks on a resource type. */
export const checksOn = (resourceType: string): readonly Check[] => checksByType.get(resourceType) ?? [];

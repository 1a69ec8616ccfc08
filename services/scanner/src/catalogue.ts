import type { CloudProvider } from '@offload/contracts';
import { exampleTime, type Check, type Framework } from './check/check.ts';
import { cloudOf, scannedProviders } from './clouds/clouds.ts';
import { planServices, type PlannedService } from './collection/plan-services.ts';
import { actionsOf, type Collector } from './collector/collector.ts';
import { collectors, nativeSources } from './collectors/registry.generated.ts';
import { checks } from './checks/registry.generated.ts';

/** Everything that people are told about a check. */
export interface CatalogueCheck {
  readonly id: string;
  readonly title: string;
  readonly severity: Check['severity'];
  readonly resourceType: string;
  /** `EC2 instance` */
  readonly resourceTitle: string;
  readonly why: string;
  readonly fix: string;
  readonly controls: Readonly<Partial<Record<Framework, readonly string[]>>>;
  /** The actions without which it says `unknown`. */
  readonly neededActions: readonly string[];
}

/** One action that collectors call. */
export interface CatalogueAction {
  readonly action: string;
  /** Whether a connection test fails without it; otherwise what needs it is off. */
  readonly required: boolean;
  /** The checks that are `unknown` without it, by id. */
  readonly checks: readonly string[];
}

/** A job's service as far as documents speak of it. */
export type CatalogueService = Pick<PlannedService, 'service' | 'scope' | 'resourceTypes' | 'actions'>;

/** What the platform checks on a cloud and what that takes: data, in a fixed order. */
export interface Catalogue {
  readonly checks: readonly CatalogueCheck[];
  readonly actions: readonly CatalogueAction[];
  readonly services: readonly CatalogueService[];
}

const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The catalogue of what is declared for a provider. Throws when a check is on a type that no collector sees, or reads a field that its shape lacks. */
function buildCatalogue(provider: CloudProvider): Catalogue {
  const ofProvider = collectors.filter(({ resource }) => resource.provider === provider);
  const catalogueChecks = checks
    .filter(({ on }) => on.provider === provider)
    .map(describeCheck)
    .sort((one, other) => byName(one.id, other.id));
  const isRequired = new Map<string, boolean>();
  const declare = (action: string, required: boolean): unknown => isRequired.set(action, required || isRequired.get(action) === true);
  for (const collector of ofProvider) for (const { action, isRequired: required } of actionsOf(collector)) declare(action, required);
  for (const source of nativeSources.filter((one) => one.provider === provider)) for (const action of source.actions) declare(action, !source.isOptional);

  return {
    checks: catalogueChecks,
    actions: [...isRequired]
      .map(([action, required]) => ({
        action,
        required,
        checks: catalogueChecks.filter(({ neededActions }) => neededActions.includes(action)).map(({ id }) => id),
      }))
      .sort((one, other) => byName(one.action, other.action)),
    services: planServices(provider).map(({ service, scope, resourceTypes, actions }) => ({ service, scope, resourceTypes, actions })),
  };
}

const catalogues = new Map(scannedProviders.map((provider) => [provider, buildCatalogue(provider)]));

/** What the platform checks on a cloud. Throws when it is not scanned. */
export function catalogueOf(provider: CloudProvider): Catalogue {
  const catalogue = catalogues.get(provider);
  if (!catalogue) throw new Error(`accounts of ${provider} are not scanned`);
  return catalogue;
}

/** The catalogue of every cloud that is scanned, with what documents call the cloud. */
export const allCatalogues = (): { provider: CloudProvider; title: string; catalogue: Catalogue }[] =>
  scannedProviders.map((provider) => ({ provider, title: cloudOf(provider).title, catalogue: catalogueOf(provider) }));

function describeCheck(check: Check): CatalogueCheck {
  const { id, title, severity, why, fix, controls, on } = check;
  const collector = collectors.find(({ resource }) => resource.type === on.type);
  if (!collector) throw new Error(`${id} is on ${on.type}, which no collector sees`);
  return {
    id,
    title,
    severity,
    resourceType: on.type,
    resourceTitle: on.title,
    why,
    fix,
    controls,
    neededActions: neededActions(check, collector),
  };
}

/** Those of enumerating, and those that show the fields which the check reads: found by judging its examples and watching. */
function neededActions(check: Check, collector: Collector): string[] {
  const read = fieldsReadBy(check);
  const needed = actionsOf(collector).filter(({ field }) => field === null || read.has(field));
  return [...new Set(needed.map(({ action }) => action))].sort();
}

/** The fields that a check reads in any of its examples. Throws when it reads one that the example lacks. */
export function fieldsReadBy(check: Check): ReadonlySet<string> {
  const read = new Set<string>();
  for (const example of [...check.examples.pass, ...check.examples.fail]) {
    const watched = new Proxy(example, {
      get(target, field) {
        if (typeof field !== 'string' || !Object.hasOwn(target, field)) throw new Error(`${check.id}: an example lacks ${String(field)}`);
        read.add(field);
        return Reflect.get(target, field);
      },
    });
    check.judge(watched, { now: exampleTime });
  }
  return read;
}

import { metrics } from '@offload/service-kit';
import { catalogueOf, type CatalogueCheck } from './catalogue.ts';
import { cloudOf, scannedProviders } from './clouds/clouds.ts';
import type { JobScope } from './collection/collection.ts';
import { plannedService, planServices } from './collection/plan-services.ts';
import { runJob } from './collection/run-job.ts';
import type { Collection, KnownCheck } from './collection-port.ts';
import type { Severity } from './finding/finding.entity.ts';

/** The checks of every cloud, as the engine and the graph see them. */
export const knownChecks: readonly KnownCheck[] = scannedProviders
  .flatMap((provider) => catalogueOf(provider).checks)
  .map(({ severity, controls, ...check }: CatalogueCheck) => ({
    ...check,
    severity: severity.toUpperCase() as Severity,
    controls: Object.entries(controls).flatMap(([framework, numbers]) => numbers.map((control) => ({ framework, control }))),
  }));

/** The collectors of every cloud, as the engine sees them. */
export function cloudCollection(): Collection {
  const pageSeconds = metrics.histogram({
    name: 'provider_page_seconds',
    help: 'How long a page of resources took, from asking the provider to having judged it',
    labels: ['resourceType'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });

  return {
    planJobs(provider, regions) {
      const services = planServices(provider);
      const ofScope = (scope: 'region' | 'global', region: string): JobScope[] =>
        services.filter((service) => service.scope === scope).map(({ service }) => ({ provider, service, region }));
      return [...ofScope('global', 'global'), ...regions.flatMap((region) => ofScope('region', region))];
    },

    needsOf(scope) {
      const { actions, resourceTypes } = plannedService(scope);
      const cloud = cloudOf(scope.provider);
      return { region: cloud.endpointRegionOf(scope.region), signingNames: cloud.signingNamesOf(scope.service), actions, resourceTypes };
    },

    look({ scope, providerAccountId, lease, endpointOverride, signal, now }) {
      const session = cloudOf(scope.provider).openSession(lease, { accountId: providerAccountId, region: scope.region, endpointOverride });
      const onPage = ({ resourceType, durationMs }: { resourceType: string; durationMs: number }): void =>
        pageSeconds.observe({ resourceType }, durationMs / 1000);
      return runJob(scope, { session, signal, now, onPage });
    },
  };
}

import { metrics } from '@offload/service-kit';
import { endpointRegionOf, openAwsSession } from './aws-session/aws-session.ts';
import { awsCatalogue, type CatalogueCheck } from './catalogue.ts';
import type { JobScope } from './collection/collection.ts';
import { plannedService, planServices } from './collection/plan-services.ts';
import { runJob } from './collection/run-job.ts';
import type { Collection, KnownCheck } from './collection-port.ts';
import type { Severity } from './finding/finding.entity.ts';

/** The checks of AWS, as the engine and the graph see them. */
export const awsChecks: readonly KnownCheck[] = awsCatalogue.checks.map(({ severity, controls, ...check }: CatalogueCheck) => ({
  ...check,
  severity: severity.toUpperCase() as Severity,
  controls: Object.entries(controls).flatMap(([framework, numbers]) => numbers.map((control) => ({ framework, control }))),
}));

/** The collectors of AWS, as the engine sees them. */
export function awsCollection(): Collection {
  const pageSeconds = metrics.histogram({
    name: 'provider_page_seconds',
    help: 'How long a page of resources took, from asking the provider to having judged it',
    labels: ['resourceType'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });

  return {
    planJobs(regions) {
      const services = planServices();
      const ofScope = (scope: 'region' | 'global', region: string): JobScope[] =>
        services.filter((service) => service.scope === scope).map(({ service }) => ({ provider: 'AWS', service, region }));
      return [...ofScope('global', 'global'), ...regions.flatMap((region) => ofScope('region', region))];
    },

    needsOf({ service, region }) {
      const { actions, signingNames, resourceTypes } = plannedService(service);
      return { region: endpointRegionOf(region), signingNames, actions, resourceTypes };
    },

    look({ scope, providerAccountId, lease, endpointOverride, signal, now }) {
      const session = openAwsSession(lease, { accountId: providerAccountId, region: scope.region, endpointOverride });
      const onPage = ({ resourceType, durationMs }: { resourceType: string; durationMs: number }): void =>
        pageSeconds.observe({ resourceType }, durationMs / 1000);
      return runJob(scope, { session, signal, now, onPage });
    },
  };
}

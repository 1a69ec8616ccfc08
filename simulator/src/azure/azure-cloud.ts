import type { Cloud, Surroundings } from '../server/cloud.ts';
import { azureVerbs } from './admin/verbs.ts';
import { operations } from './api/operations.ts';
import { armHost } from './arm/page.ts';
import { createRouter } from './arm/route.ts';
import { entraHost } from './entra/token-endpoint.ts';
import { serve } from './pipeline.ts';
import { AzureWorld } from './world/world.ts';

/** The simulated Azure: Entra and Resource Manager. */
export function createAzureCloud({ seed, size, epoch, canary, faults, recorder, issuers, now }: Surroundings): Cloud {
  const world = new AzureWorld({ seed, size, epoch, canary, issuers, now });
  const router = createRouter(operations);
  return {
    serves: (host) => host === entraHost || host === armHost,
    serve: (request) => serve({ world, router, faults, recorder, now }, request),
    verbs: azureVerbs(world),
  };
}

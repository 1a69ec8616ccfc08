import type { Cloud, Surroundings } from '../server/cloud.ts';
import { gcpVerbs } from './admin/verbs.ts';
import { methods } from './api/methods.ts';
import { serve } from './pipeline.ts';
import { createRouter } from './wire/route.ts';
import { GcpWorld } from './world/world.ts';

/** The simulated Google Cloud. */
export function createGcpCloud({ seed, size, epoch, canary, faults, recorder, issuers, now }: Surroundings): Cloud {
  const world = new GcpWorld({ seed, size, epoch, canary, issuers, now });
  const router = createRouter(methods);
  return {
    serves: (host) => host === 'googleapis.com' || host.endsWith('.googleapis.com'),
    serve: (request) => serve({ world, router, faults, recorder, now }, request),
    verbs: gcpVerbs(world),
  };
}

import type { Cloud, Surroundings } from '../server/cloud.ts';

/** The simulated Google Cloud. */
export function createGcpCloud(_surroundings: Surroundings): Cloud {
  return {
    serves: (host) => host === 'googleapis.com' || host.endsWith('.googleapis.com'),
    serve: async () => ({ kind: 'answer', answer: { status: 501, headers: { 'content-type': 'application/json' }, body: '{}' } }),
    verbs: {},
  };
}

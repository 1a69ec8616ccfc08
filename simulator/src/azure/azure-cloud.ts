import type { Cloud, Surroundings } from '../server/cloud.ts';

/** The simulated Azure. */
export function createAzureCloud(_surroundings: Surroundings): Cloud {
  return {
    serves: (host) => host === 'login.microsoftonline.com' || host === 'management.azure.com',
    serve: async () => ({ kind: 'answer', answer: { status: 501, headers: { 'content-type': 'application/json' }, body: '{}' } }),
    verbs: {},
  };
}

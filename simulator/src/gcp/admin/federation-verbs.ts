import { verb, type Verbs } from '../../admin/verb.ts';
import { everybodyOf, principalOf, providerName, type WorkloadIdentityPool } from '../federation/pool.ts';
import type { GcpFederationView, WorkloadIdentityProviderView } from '../gcp-control.ts';
import type { GcpWorld } from '../world/world.ts';
import { deleteProvider, federate, putPool, putProvider, workloadIdentityUser } from './federation-schemas.ts';
import { setProvider } from './set-provider.ts';

/** What an admin can do about workload identity federation. */
export const federationVerbs = (world: GcpWorld): Verbs => ({
  'gcp-put-workload-identity-pool': verb({
    input: putPool,
    isJournaled: true,
    run: ({ projectId, poolId, isDisabled }) => {
      world.putWorkloadIdentityPool(projectId, poolId, isDisabled);
      return null;
    },
  }),
  'gcp-put-workload-identity-provider': verb({
    input: putProvider,
    isJournaled: true,
    run: (input) => providerView(setProvider(world, input), input.providerId),
  }),
  'gcp-delete-workload-identity-provider': verb({
    input: deleteProvider,
    isJournaled: true,
    run: ({ projectId, poolId, providerId }) => {
      const isDeleted = world.requireProject(projectId).workloadIdentityPools.get(poolId)?.providers.delete(providerId);
      if (!isDeleted) throw new Error(`${projectId} has no provider ${providerId} in a pool ${poolId}`);
      return null;
    },
  }),
  'gcp-bind-workload-identity-user': verb({
    input: workloadIdentityUser,
    isJournaled: true,
    run: ({ email, principal, isBound }) => {
      const { workloadIdentityUsers } = world.requireServiceAccount(email);
      if (isBound) workloadIdentityUsers.add(principal);
      else workloadIdentityUsers.delete(principal);
      return null;
    },
  }),
  'gcp-federate': verb({ input: federate, isJournaled: true, run: (input) => applyFederation(world, input) }),
});

function providerView(pool: WorkloadIdentityPool, providerId: string): WorkloadIdentityProviderView {
  return { name: providerName(pool, providerId), principalPrefix: principalOf(pool, '') };
}

/** A pool with one provider in the project of the account, and who may act as the account through it. */
function applyFederation(world: GcpWorld, input: (typeof federate)['_output']): GcpFederationView {
  const { email, issuer, subject, condition = subject, audiences = [], isBound, isDisabled } = input;
  const account = world.requireServiceAccount(email);
  const pool = setProvider(world, {
    projectId: account.projectId,
    poolId: input.pool,
    providerId: 'offload',
    issuer,
    allowedAudiences: audiences,
    attributeMapping: { 'google.subject': 'assertion.sub' },
    attributeCondition: condition === null ? null : `assertion.sub == "${condition}"`,
    isDisabled,
  });
  account.workloadIdentityUsers = new Set(isBound ? [subject === null ? everybodyOf(pool) : principalOf(pool, subject)] : []);
  return { provider: providerName(pool, 'offload').replace('//iam.googleapis.com/', '') };
}

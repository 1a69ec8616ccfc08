import { readCondition, readMapping } from '../federation/attributes.ts';
import type { WorkloadIdentityPool } from '../federation/pool.ts';
import type { GcpWorld } from '../world/world.ts';
import type { putProvider } from './federation-schemas.ts';

/** Creates a provider, and its pool when there is none of that id; replaces the one that there was. */
export function setProvider(world: GcpWorld, input: (typeof putProvider)['_output']): WorkloadIdentityPool {
  const { projectId, poolId, providerId, issuer, allowedAudiences, attributeMapping, attributeCondition, isDisabled } = input;
  const mapping = readMapping(attributeMapping);
  const condition = attributeCondition === null ? null : readCondition(attributeCondition);
  const pool = world.putWorkloadIdentityPool(projectId, poolId);
  pool.providers.set(providerId, { providerId, issuer, allowedAudiences, mapping, condition, isDisabled });
  return pool;
}

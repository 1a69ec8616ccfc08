/** Workload identity pools: whom a project trusts to say who a workload of the outside world is. */
import type { AttributeCondition, AttributeMapping } from './attributes.ts';

export interface WorkloadIdentityProvider {
  providerId: string;
  /** As the claim `iss` says it. */
  issuer: string;
  /** What `aud` may be; empty: the provider's own name, with `https:` before it or without. */
  allowedAudiences: readonly string[];
  mapping: AttributeMapping;
  /** Null: everyone whom the issuer vouches for. */
  condition: AttributeCondition | null;
  /** Exchanges no token; those that it was worth before live on. */
  isDisabled: boolean;
}

export interface WorkloadIdentityPool {
  poolId: string;
  projectId: string;
  /** `//iam.googleapis.com/projects/<number>/locations/global/workloadIdentityPools/<pool>`. */
  name: string;
  /** Exchanges no token, and those that were exchanged before open nothing as long as it lasts. */
  isDisabled: boolean;
  /** By id. */
  providers: Map<string, WorkloadIdentityProvider>;
}

export const poolName = (projectNumber: string, poolId: string): string =>
  `//iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${poolId}`;

/** The full resource name, which is also the audience that a client names to the token service. */
export const providerName = ({ name }: WorkloadIdentityPool, providerId: string): string => `${name}/providers/${providerId}`;

/** How a policy names one identity of a pool. */
export const principalOf = ({ name }: WorkloadIdentityPool, subject: string): string => `principal:${name}/subject/${subject}`;

/** How a policy names everybody of a pool. */
export const everybodyOf = ({ name }: Pick<WorkloadIdentityPool, 'name'>): string => `principalSet:${name}/*`;

/** The names under which a policy lets a caller: its own, and for a federated identity that of everybody of its pool. */
export function namesOf(member: string): readonly string[] {
  const federated = readPrincipal(member);
  return federated ? [member, everybodyOf({ name: poolName(federated.project, federated.pool) })] : [member];
}

/** The audiences that a provider takes. */
export function audiencesOf(pool: WorkloadIdentityPool, { providerId, allowedAudiences }: WorkloadIdentityProvider): readonly string[] {
  const name = providerName(pool, providerId);
  return allowedAudiences.length > 0 ? allowedAudiences : [`https:${name}`, name];
}

const inPool = '//iam\\.googleapis\\.com/projects/(?<project>[\\w-]+)/locations/global/workloadIdentityPools/(?<pool>[\\w-]+)';
const providerPattern = new RegExp(`^${inPool}/providers/(?<provider>[\\w-]+)$`);
const principalPattern = new RegExp(`^principal:${inPool}/subject/(?<subject>.+)$`, 's');

/** The parts of a provider's full resource name; undefined when it is not one. */
export function readProviderName(name: string): { project: string; pool: string; provider: string } | undefined {
  const { project, pool, provider } = providerPattern.exec(name)?.groups ?? {};
  return project && pool && provider ? { project, pool, provider } : undefined;
}

/** The parts of a federated identity's name; undefined when it is not one. */
export function readPrincipal(member: string): { project: string; pool: string; subject: string } | undefined {
  const { project, pool, subject } = principalPattern.exec(member)?.groups ?? {};
  return project && pool && subject ? { project, pool, subject } : undefined;
}

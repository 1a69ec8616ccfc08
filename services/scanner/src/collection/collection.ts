import type { CloudProvider, ScannedAsset } from '@offload/contracts';

/** One job of a scan: a provider service in a region, or the account-wide part of one (region `global`). */
export interface JobScope {
  readonly provider: CloudProvider;
  /** The provider service: `ec2`. Its collectors run one after the other. */
  readonly service: string;
  /** A region, or `global`. */
  readonly region: string;
}

export type GapReason = 'DENIED' | 'THROTTLED' | 'REGION_NOT_ENABLED' | 'NOT_ENABLED' | 'UNREACHABLE' | 'PROVIDER_ERROR' | 'INTERNAL';

/** Something that could not be seen: never an empty list, never a pass. */
export interface Gap {
  readonly region: string;
  /** `rds:DescribeDBInstances` */
  readonly action: string;
  readonly reason: GapReason;
  /** What the provider said; never a secret, never a payload. */
  readonly message: string;
  readonly resourceTypes: readonly string[];
}

/** What one check says of one resource. `unknown` names the action that was refused. */
export interface Judgement {
  readonly checkId: string;
  readonly providerRef: string;
  readonly region: string | null;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** For `fail` what was seen, for `unknown` what was not; empty for `pass`. */
  readonly message: string;
}

/** The providers' own services that report findings. */
export type NativeFindingSource =
  'AWS_SECURITY_HUB' | 'AWS_GUARDDUTY' | 'AZURE_DEFENDER' | 'AZURE_ACTIVITY_LOG' | 'GCP_SECURITY_COMMAND_CENTER';

/** A finding of the provider's own service, as it concerns this account and region. */
export interface NativeFinding {
  readonly source: NativeFindingSource;
  /** The provider's own id of the original finding: GuardDuty's, even where Security Hub retells it. The same id is one finding. */
  readonly nativeId: string;
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';
  readonly title: string;
  readonly message: string;
  readonly remedy: string | null;
  /** The resource it is about, when the provider names one; null: the account as a whole. */
  readonly providerRef: string | null;
  readonly region: string | null;
}

/** What a job yields, page by page: hold no more than one. */
export type JobOutput =
  | { readonly kind: 'resources'; readonly assets: readonly ScannedAsset[]; readonly judgements: readonly Judgement[] }
  | { readonly kind: 'native-findings'; readonly findings: readonly NativeFinding[] }
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** A type was enumerated whole, without a gap: what was not seen is gone, at once or (by an index) when the next sweep does not see it either. */
  | { readonly kind: 'swept'; readonly resourceType: string; readonly region: string | null; readonly isIndexed: boolean }
  /** A native source was read whole: what it no longer says is resolved. */
  | { readonly kind: 'native-swept'; readonly source: NativeFinding['source']; readonly region: string | null };

/**
 * Stands for the resources of a type in a region (`global` for what has none) when they could not be enumerated: what an `unknown`
 * judgement is about when there is no resource to name. Stable, so that a later scan that sees them resolves it.
 */
export const unseenRef = (resourceType: string, region: string): string => `${resourceType}@${region}`;

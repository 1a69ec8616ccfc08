/** An asset, as the graph shows it. */
export interface Asset {
  id: string;
  cloudAccountId: string;
  type: string;
  name: string | null;
  region: string | null;
  providerRef: string;
  tags: Record<string, string>;
  configuration: Record<string, unknown>;
  /** Counts its configurations, 1 for the first. */
  version: number;
  /** Since when it is configured so. */
  changedAt: Date;
  firstSeenAt: Date;
  lastSeenAt: Date;
  removedAt: Date | null;
}

/** How an asset was configured from `seenAt` until the next version. */
export interface AssetVersion {
  number: number;
  seenAt: Date;
  tags: Record<string, string>;
  configuration: Record<string, unknown>;
}

/** Which assets to list; what is not said does not matter. */
export interface AssetSelection {
  cloudAccountId?: string | null;
  types?: readonly string[] | null;
  region?: string | null;
  nameContains?: string | null;
  tag?: { key: string; value?: string | null } | null;
  removed?: boolean | null;
}

/** How many live assets an account has of a type in a region; `global` for those without one. */
export interface AssetCount {
  cloudAccountId: string;
  type: string;
  region: string;
  count: number;
}

/** How many resources of each type an account of a size has, and in which region: pure functions of seed and size. */
import { hashText, mix } from '../../dice/dice.ts';
import type { ResourceType } from './resources.ts';

export const GLOBAL = 'global';

interface Share {
  /** Part of the account's size. */
  of: number;
  scope: 'region' | 'global';
  /** At least so many in an account that is not empty; the first is in the primary region. */
  min?: number;
  /** At least so many in every region, also of an empty account. */
  minPerRegion?: number;
  /** At most so many in a region: AWS' own quota. */
  maxPerRegion?: number;
  /** false: not a resource of its own in the total. */
  isCounted?: boolean;
}

export const shares: Record<ResourceType, Share> = {
  instance: { of: 0.22, scope: 'region', min: 1 },
  volume: { of: 0.23, scope: 'region', min: 1 },
  snapshot: { of: 0.06, scope: 'region', min: 1 },
  'security-group': { of: 0.1, scope: 'region', minPerRegion: 1 },
  vpc: { of: 0.006, scope: 'region', minPerRegion: 1 },
  subnet: { of: 0.03, scope: 'region', minPerRegion: 3 },
  'network-acl': { of: 0.006, scope: 'region', minPerRegion: 1 },
  'flow-log': { of: 0.006, scope: 'region', minPerRegion: 1, isCounted: false },
  'db-instance': { of: 0.03, scope: 'region', min: 2 },
  'db-cluster': { of: 0.008, scope: 'region', min: 1 },
  'db-snapshot': { of: 0.02, scope: 'region', min: 1 },
  function: { of: 0.09, scope: 'region', min: 2 },
  key: { of: 0.025, scope: 'region', min: 2 },
  trail: { of: 0.0005, scope: 'region', min: 2, maxPerRegion: 5 },
  repository: { of: 0.01, scope: 'region', min: 2 },
  image: { of: 0.03, scope: 'region', min: 4 },
  cluster: { of: 0.003, scope: 'region', min: 1 },
  bucket: { of: 0.05, scope: 'global', min: 4 },
  user: { of: 0.03, scope: 'global', min: 4 },
  role: { of: 0.05, scope: 'global', min: 4 },
  policy: { of: 0.006, scope: 'global', min: 2 },
  'config-rule': { of: 0.01, scope: 'region', min: 2, isCounted: false, maxPerRegion: 500 },
  'guardduty-finding': { of: 0.01, scope: 'region', min: 3, isCounted: false },
  'securityhub-finding': { of: 0.05, scope: 'region', min: 10, isCounted: false },
  event: { of: 0.2, scope: 'region', min: 20, isCounted: false },
};

/** Counts of an estate. Regions other than the enabled ones have nothing. */
export class Counts {
  readonly #totals: Record<string, number> = {};
  /** Upper end of each region's part of [0, 1]; the primary region is the first. */
  readonly #bounds = new Map<string, [from: number, to: number]>();
  readonly #memo = new Map<ResourceType, Map<string, number>>();

  constructor(seed: string, size: number, regions: readonly string[]) {
    for (const [type, share] of Object.entries(shares))
      this.#totals[type] = size === 0 ? 0 : Math.max(share.min ?? 0, Math.round(size * share.of));
    const primary = regions.includes('us-east-1') ? 'us-east-1' : regions[0];
    const ordered = [...regions].sort((a, b) => Number(b === primary) - Number(a === primary));
    const weights = ordered.map((region) => (region === primary ? 4 : 0.6 + (mix(hashText(seed), hashText(region)) / 0x1_0000_0000) * 1.4));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    let from = 0;
    ordered.forEach((region, position) => {
      const to = position === ordered.length - 1 ? 1 : from + weights[position]! / sum;
      this.#bounds.set(region, [from, to]);
      from = to;
    });
  }

  /** Regions with resources, the primary one first. */
  get regions(): string[] {
    return [...this.#bounds.keys()];
  }

  /** Resources of a type in a region (`global` for global types), hidden ones included. */
  of(type: ResourceType, region: string): number {
    let regions = this.#memo.get(type);
    if (!regions) this.#memo.set(type, (regions = new Map()));
    let count = regions.get(region);
    if (count === undefined) regions.set(region, (count = this.#compute(type, region)));
    return count;
  }

  #compute(type: ResourceType, region: string): number {
    const share = shares[type];
    const total = this.#totals[type] ?? 0;
    if (share.scope === 'global') return region === GLOBAL ? total : 0;
    const bounds = this.#bounds.get(region);
    if (!bounds) return 0;
    // Rounding up the cumulated share: parts add up to the total, and a type with one resource has it in the primary region.
    const part = Math.ceil(total * bounds[1]) - Math.ceil(total * bounds[0]);
    const most = Math.min(part, share.maxPerRegion ?? part);
    return Math.max(most, share.minPerRegion ?? 0);
  }
}

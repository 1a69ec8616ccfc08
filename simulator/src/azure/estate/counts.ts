/** How many resources of each type a subscription of a size has, and where: pure functions of seed and size. */
import { hashText, mix } from '../../dice/dice.ts';
import { assessedTypes, GLOBAL, primaryRegion, regions, specs, type AzureType } from './resource-types.ts';

/** Databases of a server: those that people made, and `master`. */
export const databasesPerServer = 3;

/** The primary region first, so that a type with one resource has it there. */
const byWeight = [primaryRegion, ...regions.filter((region) => region !== primaryRegion)];

export class Counts {
  readonly #seed: number;
  readonly #size: number;
  /** Each region's part of [0, 1]. */
  readonly #bounds = new Map<string, [from: number, to: number]>();

  constructor(seed: string, size: number) {
    this.#seed = hashText(seed);
    this.#size = size;
    const weights = byWeight.map((region) => (region === primaryRegion ? 4 : 0.6 + (mix(this.#seed, hashText(region)) / 0x1_0000_0000) * 1.4));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    let from = 0;
    byWeight.forEach((region, position) => {
      const to = position === byWeight.length - 1 ? 1 : from + weights[position]! / sum;
      this.#bounds.set(region, [from, to]);
      from = to;
    });
  }

  /** Generated resources of a type in a region (`global` for global types), hidden ones included. */
  of(type: AzureType, location: string): number {
    if (type === 'sql-database') return this.of('sql-server', location) * databasesPerServer;
    if (type === 'assessment') return assessedTypes.reduce((sum, assessed) => sum + this.of(assessed, location), 0);
    // Some subscriptions export their log, some do not.
    if (type === 'diagnostic-setting') return location !== GLOBAL || this.#size === 0 ? 0 : mix(this.#seed, hashText(type)) % 3;

    const { scope, of, min = 0, max = Infinity, minPerPlace = 0 } = specs[type];
    const total = this.#size === 0 ? 0 : Math.min(Math.max(min, Math.round(this.#size * of)), max);
    if (scope === 'global') return location === GLOBAL ? Math.max(total, minPerPlace) : 0;
    const bounds = this.#bounds.get(location);
    if (!bounds) return 0;
    // Rounding up the cumulated share: parts add up to the total.
    return Math.max(Math.ceil(total * bounds[1]) - Math.ceil(total * bounds[0]), minPerPlace);
  }
}

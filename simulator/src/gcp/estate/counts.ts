/** How many resources of each type a project of a size has, and where: pure functions of seed and size. */
import { hashText, mix } from '../../dice/dice.ts';
import { GLOBAL, primaryRegion, regions, specs, type GcpType } from './resource-types.ts';

export class Counts {
  readonly #size: number;
  /** Each region's part of [0, 1]. */
  readonly #bounds = new Map<string, [from: number, to: number]>();

  constructor(seed: string, size: number) {
    this.#size = size;
    const weights = regions.map((region) => (region === primaryRegion ? 4 : 0.6 + (mix(hashText(seed), hashText(region)) / 0x1_0000_0000) * 1.4));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    let from = 0;
    regions.forEach((region, position) => {
      const to = position === regions.length - 1 ? 1 : from + weights[position]! / sum;
      this.#bounds.set(region, [from, to]);
      from = to;
    });
  }

  /** Generated resources of a type in a region (`global` for global types), hidden ones included. */
  of(type: GcpType, location: string): number {
    const { scope, of, min = 0, max = Infinity, minPerPlace = 0 } = specs[type];
    const total = this.#size === 0 ? 0 : Math.min(Math.max(min, Math.round(this.#size * of)), max);
    if (scope === 'global') return location === GLOBAL ? Math.max(total, minPerPlace) : 0;
    const bounds = this.#bounds.get(location);
    if (!bounds) return 0;
    // Rounding up the cumulated share: parts add up to the total, and a type with one resource has it in the primary region.
    return Math.max(Math.ceil(total * bounds[1]) - Math.ceil(total * bounds[0]), minPerPlace);
  }
}

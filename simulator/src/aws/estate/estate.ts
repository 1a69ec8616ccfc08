/**
 * The generated resources of one account. Nothing is stored: resource i of a type in a region is made when it is asked for, so a
 * million of them need no memory. An overlay hides or changes single ones.
 */
import { Counts, GLOBAL, shares } from './counts.ts';
import { Dice, hashText, mix } from '../../dice/dice.ts';
import { idOf, idScope, indexOfId, type IdScope } from './resource-id.ts';
import { generators } from './generators.ts';
import type { Resources, ResourceType } from './resources.ts';

export interface EstateOptions {
  accountId: string;
  seed: string;
  size: number;
  enabledRegions: readonly string[];
  alias: string | null;
  securityHub: boolean;
  guardDuty: boolean;
  epoch: Date;
  canary: string;
}

const DAY_MS = 86_400_000;

/** What all resources of one type in one region share. */
interface Place {
  dice: number;
  ids: IdScope;
  hidden: Set<number>;
  overrides: Map<number, Record<string, unknown>>;
}

export class Estate {
  readonly options: EstateOptions;
  readonly #counts: Counts;
  readonly #base: number;
  /** By type, then region: everything that does not depend on an index, computed once. */
  readonly #places = new Map<string, Map<string, Place>>();

  constructor(options: EstateOptions) {
    this.options = options;
    this.#counts = new Counts(options.seed, options.size, options.enabledRegions);
    this.#base = hashText(`${options.seed}/${options.accountId}`);
  }

  get accountId(): string {
    return this.options.accountId;
  }

  /** Enabled regions, the primary one first. */
  get regions(): string[] {
    return this.#counts.regions;
  }

  /** Upper bound of the indices: hidden resources keep theirs. */
  count(type: ResourceType, region: string): number {
    return this.#counts.of(type, region);
  }

  /** Resource `index`; undefined when it is hidden, out of range, or one that the seed left out (a VPC without flow log). */
  at<T extends ResourceType>(type: T, region: string, index: number): Resources[T] | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count(type, region)) return undefined;
    const { hidden, overrides } = this.#place(type, region);
    if (hidden.has(index)) return undefined;
    const resource = generators[type](this, region, index);
    const fields = resource && overrides.get(index);
    return fields ? { ...resource, ...fields } : resource;
  }

  /** The dice of one resource; its rolls do not depend on any other resource. */
  dice(type: string, region: string, index: number): Dice {
    return new Dice(mix(this.#place(type, region).dice, index));
  }

  /** 17 hex digits for a resource's id. */
  id(type: ResourceType, region: string, index: number): string {
    return idOf(this.#place(type, region).ids, index);
  }

  /** The index behind the 17 digits of an id, or undefined. */
  indexOf(type: ResourceType, region: string, digits: string): number | undefined {
    return indexOfId(this.#place(type, region).ids, digits);
  }

  #place(type: string, region: string): Place {
    let regions = this.#places.get(type);
    if (!regions) this.#places.set(type, (regions = new Map()));
    let place = regions.get(region);
    if (!place) {
      place = {
        dice: mix(this.#base, hashText(`${type} ${region}`)),
        ids: idScope(mix(this.#base, hashText(`id ${type} ${region}`))),
        hidden: new Set(),
        overrides: new Map(),
      };
      regions.set(region, place);
    }
    return place;
  }

  /** A date so many days before the estate's epoch, in whole seconds. */
  daysAgo(days: number): Date {
    return new Date(Math.floor((this.options.epoch.getTime() - days * DAY_MS) / 1000) * 1000);
  }

  arn(service: string, region: string, resource: string): string {
    return `arn:aws:${service}:${region}:${this.accountId}:${resource}`;
  }

  hide(type: ResourceType, region: string, index: number, isHidden: boolean): void {
    const { hidden } = this.#place(type, region);
    if (isHidden) hidden.add(index);
    else hidden.delete(index);
  }

  /** Merges `fields` over the generated ones; null undoes it. */
  override(type: ResourceType, region: string, index: number, fields: Record<string, unknown> | null): void {
    const { overrides } = this.#place(type, region);
    if (fields === null) overrides.delete(index);
    else overrides.set(index, { ...overrides.get(index), ...fields });
  }

  /** Resources that are there, by type and region; what is not a resource of its own (findings, events) is not counted. */
  tally(): { total: number; byType: Record<string, number>; byRegion: Record<string, Record<string, number>> } {
    const byType: Record<string, number> = {};
    const byRegion: Record<string, Record<string, number>> = {};
    let total = 0;
    for (const [type, share] of Object.entries(shares) as [ResourceType, (typeof shares)[ResourceType]][]) {
      if (share.isCounted === false) continue;
      for (const region of share.scope === 'global' ? [GLOBAL] : this.regions) {
        const count = this.count(type, region) - this.#place(type, region).hidden.size;
        (byRegion[region] ??= {})[type] = count;
        byType[type] = (byType[type] ?? 0) + count;
        total += count;
      }
    }
    return { total, byType, byRegion };
  }
}

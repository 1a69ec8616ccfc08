/**
 * The generated resources of one project. Nothing is stored: resource i of a type in a region is made when it is asked for, so a
 * million of them need no memory. An overlay hides or changes single ones; service accounts and bindings that admins made join in.
 */
import type { EstateCounts } from '../../control.ts';
import { Dice, hashText, mix } from '../../dice/dice.ts';
import type { ServiceAccount } from '../world/service-account.ts';
import { Counts } from './counts.ts';
import { generators } from './generators.ts';
import type { Binding, Policy, Resource } from './resource.ts';
import { allTypes, GLOBAL, regions, specs, type GcpType } from './resource-types.ts';

export interface EstateOptions {
  projectId: string;
  projectNumber: string;
  seed: string;
  size: number;
  epoch: Date;
  canary: string;
}

/** What admins put into the project beside what was generated. */
export interface MadeByAdmins {
  serviceAccounts: () => ServiceAccount[];
  bindings: () => Binding[];
}

const DAY_MS = 86_400_000;

/** What all resources of one type in one place share. */
interface Place {
  dice: number;
  hidden: Set<number>;
  overrides: Map<number, Record<string, unknown>>;
}

export class Estate {
  readonly options: EstateOptions;
  readonly made: MadeByAdmins;
  readonly #counts: Counts;
  readonly #base: number;
  /** By `type location`: everything that does not depend on an index, computed once. */
  readonly #places = new Map<string, Place>();

  constructor(options: EstateOptions, made: MadeByAdmins) {
    this.options = options;
    this.made = made;
    this.#counts = new Counts(options.seed, options.size);
    this.#base = hashText(`${options.seed}/${options.projectId}`);
  }

  get projectId(): string {
    return this.options.projectId;
  }

  get projectName(): string {
    return `//cloudresourcemanager.googleapis.com/projects/${this.options.projectId}`;
  }

  /** Where a type's resources lie: every region, or `global`. */
  placesOf(type: GcpType): readonly string[] {
    return specs[type].scope === 'global' ? [GLOBAL] : regions;
  }

  /** Generated resources, without those that admins made; hidden ones keep their index. */
  generated(type: GcpType, location: string): number {
    return this.#counts.of(type, location);
  }

  /** Upper bound of the indices. */
  count(type: GcpType, location: string): number {
    return this.generated(type, location) + this.#madeOf(type, location);
  }

  /** Resource `index`; undefined when it is hidden or out of range. */
  at(type: GcpType, location: string, index: number): Resource | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count(type, location)) return undefined;
    const { hidden, overrides } = this.#place(type, location);
    if (hidden.has(index)) return undefined;
    const resource = generators[type](this, location, index);
    const fields = overrides.get(index);
    if (!fields) return resource;
    const { iamPolicy, ...data } = fields;
    return {
      ...resource,
      data: { ...resource.data, ...data },
      ...(iamPolicy !== undefined && { policy: iamPolicy as Policy }),
    };
  }

  /** The dice of one resource; its rolls do not depend on any other resource. */
  dice(type: GcpType, location: string, index: number): Dice {
    return new Dice(mix(this.#place(type, location).dice, index));
  }

  /** The zone of instance `index` in a region, and of its boot disk. */
  zone(region: string, index: number): string {
    return `${region}-${this.dice('instance', region, index).pick('zone', region === 'us-east1' ? ['b', 'c', 'd'] : ['a', 'b', 'c'])}`;
  }

  /** 19 digits, as ids of Compute Engine have. */
  numericId(dice: Dice): string {
    return String((BigInt(`0x${dice.hex('numeric id', 15)}`) % 8_000_000_000_000_000_000n) + 1_000_000_000_000_000_000n);
  }

  /** So many days before the estate's epoch, ISO, in whole seconds. */
  daysAgo(days: number): string {
    return new Date(Math.floor((this.options.epoch.getTime() - days * DAY_MS) / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  }

  hide(type: GcpType, location: string, index: number, isHidden: boolean): void {
    const { hidden } = this.#place(type, location);
    if (isHidden) hidden.add(index);
    else hidden.delete(index);
  }

  /** Merges `fields` over the generated data, `iamPolicy` over the policy; null undoes it. */
  override(type: GcpType, location: string, index: number, fields: Record<string, unknown> | null): void {
    const { overrides } = this.#place(type, location);
    if (fields === null) overrides.delete(index);
    else overrides.set(index, { ...overrides.get(index), ...fields });
  }

  /** Resources that are there, by type and location; what is not a resource of its own (findings, log entries) is not counted. */
  tally(): EstateCounts {
    const byType: Record<string, number> = {};
    const byRegion: Record<string, Record<string, number>> = {};
    let total = 0;
    for (const type of allTypes) {
      if (specs[type].isCounted === false) continue;
      for (const location of this.placesOf(type)) {
        const upper = this.count(type, location);
        const hidden = [...this.#place(type, location).hidden].filter((index) => index < upper).length;
        const count = upper - hidden;
        (byRegion[location] ??= {})[type] = count;
        byType[type] = (byType[type] ?? 0) + count;
        total += count;
      }
    }
    return { total, byType, byRegion };
  }

  #madeOf(type: GcpType, location: string): number {
    if (location !== GLOBAL) return 0;
    if (type === 'service-account') return this.made.serviceAccounts().length;
    if (type === 'service-account-key') return this.made.serviceAccounts().reduce((sum, { keys }) => sum + keys.size, 0);
    return 0;
  }

  #place(type: GcpType, location: string): Place {
    const id = `${type} ${location}`;
    let place = this.#places.get(id);
    if (!place) this.#places.set(id, (place = { dice: mix(this.#base, hashText(id)), hidden: new Set(), overrides: new Map() }));
    return place;
  }
}

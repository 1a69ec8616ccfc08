/**
 * The generated resources of one subscription. Nothing is stored: resource i of a type in a region is made when it is asked for, so a
 * million of them need no memory. An overlay hides or changes single ones; role assignments that admins made join in.
 */
import type { EstateCounts } from '../../control.ts';
import { Dice, hashText, mix } from '../../dice/dice.ts';
import type { RoleAssignment } from '../rbac/decide.ts';
import type { RoleDefinition } from '../rbac/roles.ts';
import { Counts } from './counts.ts';
import { generators } from './generators.ts';
import { groupOf, nameIn, placeIn } from './names.ts';
import type { ArmResource } from './resource.ts';
import { allTypes, GLOBAL, regions, specs, type AzureType } from './resource-types.ts';

export interface EstateOptions {
  subscriptionId: string;
  tenantId: string;
  seed: string;
  size: number;
  epoch: Date;
  canary: string;
}

/** What admins put into the subscription beside what was generated. */
export interface MadeByAdmins {
  assignments: () => RoleAssignment[];
  customRoles: () => RoleDefinition[];
}

const DAY_MS = 86_400_000;
/** Fields beside `properties` and parts that an override replaces. */
const topLevel = ['kind', 'sku', 'identity', 'managedBy', 'zones', 'tags', 'location'];

/** What all resources of one type in one place share. */
interface Place {
  dice: number;
  hidden: Set<number>;
  overrides: Map<number, Record<string, unknown>>;
}

export class Estate {
  readonly options: EstateOptions;
  readonly made: MadeByAdmins;
  /** Grows with every change of the overlay. */
  version = 0;
  readonly #counts: Counts;
  readonly #base: number;
  /** By `type location`: everything that does not depend on an index, computed once. */
  readonly #places = new Map<string, Place>();

  constructor(options: EstateOptions, made: MadeByAdmins) {
    this.options = options;
    this.made = made;
    this.#counts = new Counts(options.seed, options.size);
    this.#base = hashText(`${options.seed}/${options.subscriptionId}`);
  }

  /** `/subscriptions/<id>` */
  get scope(): string {
    return `/subscriptions/${this.options.subscriptionId}`;
  }

  /** Where a type's resources lie, in the order of their ids: every region, or `global`. */
  placesOf(type: AzureType): readonly string[] {
    return specs[type].scope === 'global' ? [GLOBAL] : regions;
  }

  /** Generated resources, without those that admins made; hidden ones keep their index. */
  generated(type: AzureType, location: string): number {
    return this.#counts.of(type, location);
  }

  /** Upper bound of the indices. */
  count(type: AzureType, location: string): number {
    return this.generated(type, location) + this.#madeOf(type, location);
  }

  /** Resources that are there: those that are hidden are not. */
  present(type: AzureType, location: string): number {
    const upper = this.count(type, location);
    return upper - [...this.#place(type, location).hidden].filter((index) => index < upper).length;
  }

  /** Resource `index`; undefined when it is hidden or out of range. */
  at(type: AzureType, location: string, index: number): ArmResource | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count(type, location)) return undefined;
    const { hidden, overrides } = this.#place(type, location);
    if (hidden.has(index)) return undefined;
    const resource = generators[type](this, location, index);
    const fields = overrides.get(index);
    return fields ? changed(resource, fields) : resource;
  }

  /** The resources of a type that are there, in the order of their ids. */
  *all(type: AzureType): Generator<ArmResource> {
    for (const location of this.placesOf(type)) {
      const count = this.count(type, location);
      for (let index = 0; index < count; index++) {
        const resource = this.at(type, location, index);
        if (resource) yield resource;
      }
    }
  }

  /** The resource of that id, in whatever case it is written; undefined when there is none. */
  find(type: AzureType, id: string): ArmResource | undefined {
    const place = placeIn(id);
    const resource = place && this.at(type, place.location, place.index);
    return resource?.id.toLowerCase() === id.toLowerCase() ? resource : undefined;
  }

  /** The id of the resource group that resource `index` lies in. */
  group(type: AzureType, location: string, index: number): string {
    return groupOf(this.options.subscriptionId, type, location, index);
  }

  /** The name of what lies in resource groups, also when it is hidden. */
  nameAt(type: AzureType, location: string, index: number): string {
    return nameIn(type, index, (one) => this.dice(type, location, one));
  }

  /** The id of what lies in resource groups, without making the rest of it. */
  idAt(type: AzureType, location: string, index: number): string {
    return `${this.group(type, location, index)}/providers/${specs[type].armType}/${this.nameAt(type, location, index)}`;
  }

  /** The dice of one resource; its rolls do not depend on any other resource. */
  dice(type: AzureType, location: string, index: number): Dice {
    return new Dice(mix(this.#place(type, location).dice, index));
  }

  /** So many days before the estate's epoch, ISO, with the seven decimals that Azure writes. */
  daysAgo(days: number): string {
    return new Date(this.options.epoch.getTime() - days * DAY_MS).toISOString().replace(/(\.\d{3})Z$/, '$10000Z');
  }

  hide(type: AzureType, location: string, index: number, isHidden: boolean): void {
    const { hidden } = this.#place(type, location);
    if (isHidden) hidden.add(index);
    else hidden.delete(index);
    this.version++;
  }

  /** Replaces properties, fields beside them, or fields of the parts that are named so; null undoes it. */
  override(type: AzureType, location: string, index: number, fields: Record<string, unknown> | null): void {
    const { overrides } = this.#place(type, location);
    if (fields === null) overrides.delete(index);
    else overrides.set(index, { ...overrides.get(index), ...fields });
    this.version++;
  }

  /** Resources that are there, by type and location; what is not a resource of its own (assessments, alerts, log entries) is not counted. */
  tally(): EstateCounts {
    const byType: Record<string, number> = {};
    const byRegion: Record<string, Record<string, number>> = {};
    let total = 0;
    for (const type of allTypes) {
      if (specs[type].isCounted === false) continue;
      for (const location of this.placesOf(type)) {
        const count = this.present(type, location);
        (byRegion[location] ??= {})[type] = count;
        byType[type] = (byType[type] ?? 0) + count;
        total += count;
      }
    }
    return { total, byType, byRegion };
  }

  #madeOf(type: AzureType, location: string): number {
    if (location !== GLOBAL) return 0;
    if (type === 'role-assignment') return this.made.assignments().length;
    return type === 'role-definition' ? this.made.customRoles().length : 0;
  }

  #place(type: AzureType, location: string): Place {
    const id = `${type} ${location}`;
    let place = this.#places.get(id);
    if (!place) this.#places.set(id, (place = { dice: mix(this.#base, hashText(id)), hidden: new Set(), overrides: new Map() }));
    return place;
  }
}

function changed(resource: ArmResource, fields: Record<string, unknown>): ArmResource {
  const result: ArmResource = { ...resource, properties: { ...resource.properties }, parts: { ...resource.parts } };
  for (const [name, value] of Object.entries(fields)) {
    if (topLevel.includes(name)) Object.assign(result, { [name]: value });
    else if (name in result.parts!) result.parts![name] = Array.isArray(value) ? value : { ...(result.parts![name] as object), ...(value as object) };
    else result.properties[name] = value;
  }
  return result;
}

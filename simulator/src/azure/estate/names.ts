/**
 * Names and ids. Ids of one type sort as their indices do, place by place: Resource Graph lists by id, and no list of a million ids is ever
 * sorted here. Every id leads back to its place and index.
 */
import type { Dice } from '../../dice/dice.ts';
import { formatGuid } from '../world/guid.ts';
import { databasesPerServer } from './counts.ts';
import { specs, type AzureType } from './resource-types.ts';

const resourcesPerGroup = 200;
const digits = (value: number, length: number): string => String(value).padStart(length, '0');

/** `vm-0000012-web` */
export const nameOf = (prefix: string, index: number, word?: string): string => [prefix, digits(index, 7), ...(word ? [word] : [])].join('-');

/** Storage accounts have 3 to 24 lower-case letters and digits, and no dashes. */
export const storageAccountName = (mark: string, index: number): string => `st${mark}x${digits(index, 7)}`;

/** `/subscriptions/<id>/resourceGroups/rg-westeurope-compute-00000` */
export function groupOf(subscriptionId: string, type: AzureType, location: string, index: number): string {
  const { workload } = specs[type];
  if (workload === undefined) throw new Error(`${type} has no resource groups of its own`);
  const number = Math.floor(index / resourcesPerGroup);
  return `/subscriptions/${subscriptionId}/resourceGroups/rg-${location}-${workload}-${digits(number, 5)}`;
}

/** Where a resource lies, by its id; undefined when the id is not of a form that is made here. */
export function placeIn(id: string): { location: string; index: number } | undefined {
  const location = /\/resourcegroups\/rg-([a-z0-9]+)-/i.exec(id)?.[1]?.toLowerCase();
  const index = indexIn(id);
  return location === undefined || index === undefined ? undefined : { location, index };
}

function indexIn(id: string): number | undefined {
  const master = /\/servers\/sql-(\d{7})\/databases\/master$/i.exec(id)?.[1];
  if (master !== undefined) return (Number(master) + 1) * databasesPerServer - 1;
  const index = /[-x](\d{7})(?:-[a-z]+)?$/i.exec(id)?.[1];
  return index === undefined ? undefined : Number(index);
}

/** A GUID; those of one type sort as their indices do. */
export function orderedGuid(dice: Dice, index: number, count: number): string {
  const share = Math.floor(((index + dice.real('guid')) / count) * 0x1_0000_0000);
  return formatGuid(share.toString(16).padStart(8, '0') + dice.hex('guid', 24));
}

/** A GUID of a resource's own. */
export const guidFrom = (dice: Dice, what: string): string => formatGuid(dice.hex(what, 32));

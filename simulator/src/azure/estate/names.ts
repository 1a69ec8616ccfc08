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

interface Naming {
  prefix: string;
  /** One of these ends the name. */
  words?: readonly string[];
  /** Letters and digits alone, unique in all of Azure: each subscription and region has a mark of its own. */
  isMarked?: boolean;
}

/** How people named what lies in resource groups. */
const namings: Partial<Record<AzureType, Naming>> = {
  'virtual-machine': { prefix: 'vm', words: ['web', 'api', 'worker', 'batch', 'jump', 'cache'] },
  disk: { prefix: 'disk' },
  'storage-account': { prefix: 'st', isMarked: true },
  'network-security-group': { prefix: 'nsg', words: ['web', 'api', 'data', 'build', 'jump'] },
  'virtual-network': { prefix: 'vnet' },
  'public-ip': { prefix: 'pip' },
  'sql-server': { prefix: 'sql' },
  'postgresql-server': { prefix: 'psql' },
  'key-vault': { prefix: 'kv', words: ['app', 'data', 'ci'] },
  'web-app': { prefix: 'app', words: ['shop', 'admin', 'api', 'jobs'] },
  cluster: { prefix: 'aks', words: ['shop', 'platform', 'jobs'] },
  registry: { prefix: 'acr', isMarked: true },
  'managed-identity': { prefix: 'id', words: ['app', 'deploy', 'backup'] },
};

/** The name of resource `index` of a type that lies in resource groups; `diceOf` gives the dice of an index, -1 those of the place. */
export function nameIn(type: AzureType, index: number, diceOf: (index: number) => Dice): string {
  const naming = namings[type];
  if (!naming) throw new Error(`${type} is not named by its index`);
  const { prefix, words, isMarked } = naming;
  if (isMarked) return `${prefix}${diceOf(-1).hex('mark', 6)}x${digits(index, 7)}`;
  return nameOf(prefix, index, words && diceOf(index).pick('name', words));
}

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

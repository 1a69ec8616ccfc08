import { holds, type AccessRule, type AccessRules } from '@offload/service-kit';
import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** A schema with who may read what in it. */
export interface GuardedSchema {
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
}

/** The smallest sets of scopes that satisfy all of some rules: one alternative of each, together. */
function smallestSets(rules: readonly AccessRule[]): string[][] {
  let sets: string[][] = [[]];
  for (const { scopes } of rules) if (scopes) sets = sets.flatMap((set) => scopes.map((all) => [...set, ...all]));
  return sets;
}

/** The first set of scopes that satisfies `some` and not `others`. Credentials with no scope at all are the empty set; nobody is let in without credentials. */
const letInOnlyBy = (some: readonly AccessRule[], others: readonly AccessRule[]): string[] | undefined =>
  smallestSets(some).find((scopes) => !others.every((rule) => holds(rule, scopes)));

const said = (scopes: readonly string[]): string => (scopes.length > 0 ? [...new Set(scopes)].join(' and ') : 'no scope of its own');

/** What changed about who may read what, of elements that are in both schemas, one sentence each. */
export interface DemandChanges {
  /** Somebody who could read it may not any more. */
  readonly taken: string[];
  /** Somebody may read it who could not. */
  readonly given: string[];
}

/**
 * Compares what two schemas demand, type by type and field by field. A rule that is added to a field counts as access taken away, also where every way that leads to
 * the field demands as much today: another way may be added tomorrow.
 */
export function compareDemands(before: GuardedSchema, after: GuardedSchema): DemandChanges {
  const changes: DemandChanges = { taken: [], given: [] };

  const compare = (coordinate: string): void => {
    const [old, now] = [before.rules.get(coordinate) ?? [], after.rules.get(coordinate) ?? []];
    const shutOut = letInOnlyBy(old, now);
    const letIn = letInOnlyBy(now, old);
    if (shutOut) changes.taken.push(`${coordinate} is taken from who has ${said(shutOut)}`);
    if (letIn) changes.given.push(`${coordinate} is given to who has ${said(letIn)}`);
  };

  for (const type of Object.values(before.schema.getTypeMap())) {
    const present = after.schema.getType(type.name);
    if (!present || type.name.startsWith('__')) continue;
    compare(type.name);
    if (!(isObjectType(type) || isInterfaceType(type)) || !(isObjectType(present) || isInterfaceType(present))) continue;
    for (const field of Object.keys(type.getFields())) if (present.getFields()[field]) compare(`${type.name}.${field}`);
  }
  return changes;
}

import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { readAccessRules } from '@offload/service-kit';
import { buildSchema, parse } from 'graphql';
import { compareDemands, type GuardedSchema } from './compare-demands.ts';

/** What clients of one schema would feel of another, one sentence each. */
export interface SchemaComparison {
  /** Some client that works today would not. */
  readonly breaking: string[];
  /** A client that did not expect it may be surprised: a new value of an enum, a new member of a union, more access. */
  readonly dangerous: string[];
}

const read = (sdl: string): GuardedSchema => ({ schema: buildSchema(sdl), rules: readAccessRules(parse(sdl)) });

/** Demands are compared by what they mean: an alternative that is added to `@requiresScopes` is a change of the directive, and takes nothing from anybody. */
const aboutDemands = /@(authenticated|requiresScopes)\b/;

/** Compares API schemas (`schemas/api.graphql`), the older first. Throws a GraphQLError for what is no schema. */
export async function compareSchemas(releasedSdl: string, presentSdl: string): Promise<SchemaComparison> {
  const [released, present] = [read(releasedSdl), read(presentSdl)];
  const changes = (await diff(released.schema, present.schema)).filter(({ path }) => !aboutDemands.test(path ?? ''));
  const of = (level: CriticalityLevel): string[] => changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message);
  const { taken, given } = compareDemands(released, present);

  return { breaking: [...of(CriticalityLevel.Breaking), ...taken].sort(), dangerous: [...of(CriticalityLevel.Dangerous), ...given].sort() };
}

import { Supergraph, type Schema } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { readAccessRules, type AccessRules } from '@offload/service-kit';
import { parse, type GraphQLSchema } from 'graphql';
import { publicFields } from '../access/public-fields.ts';
import { stripSecurity } from './strip-security.ts';
import { partnerSchemaOf, readTags, type View } from './views.ts';

/** The one graph that the gateway serves, in the forms that planning, validation and access need. */
export interface LoadedSupergraph {
  /** Without security features, as @apollo/gateway takes it. */
  readonly sdl: string;
  /** What clients see, as graphql-js has it. */
  readonly schema: GraphQLSchema;
  /** What clients see, as the planner has it. */
  readonly apiSchema: Schema;
  /** With the joins, as the executor needs it. */
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  readonly rules: AccessRules;
  /** What clients see, by whether they are people or partners. */
  readonly views: Readonly<Record<View, GraphQLSchema>>;
  readonly subgraphs: readonly string[];
}

/**
 * Reads a supergraph. Throws when the SDL does not hold, when it uses `@policy`, when a root field is open to anybody
 * (that is far more likely a forgotten directive than an intention), and when it is not said whether a root field is for partners.
 */
export function loadSupergraph(supergraphSdl: string): LoadedSupergraph {
  const whole = parse(supergraphSdl);
  const rules = readAccessRules(whole);
  const sdl = stripSecurity(supergraphSdl);
  const supergraph = Supergraph.build(sdl);
  const apiSchema = supergraph.apiSchema();
  const schema = apiSchema.toGraphQLJSSchema();

  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.keys(root?.getFields() ?? {})) {
      const key = `${root!.name}.${field}`;
      if (!rules.has(key) && !publicFields.has(key)) throw new Error(`${key} has neither @authenticated nor @requiresScopes`);
    }
  }

  return {
    sdl,
    schema,
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
    rules,
    views: { full: schema, partner: partnerSchemaOf(schema, readTags(whole)) },
    subgraphs: supergraph.subgraphsMetadata().map(({ name }) => name),
  };
}

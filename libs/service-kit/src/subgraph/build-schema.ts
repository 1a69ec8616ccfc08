import { buildSubgraphSchema } from '@apollo/subgraph';
import { isAbstractType, Kind, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { readAccessRules } from './access-rules.ts';
import { enforceAccess } from './enforce-access.ts';
import { scalars } from './scalars.ts';

/** Resolvers as @apollo/subgraph takes them: type → field → function, `__resolveReference`, `subscribe`. */
export type Resolvers = Record<string, any>;

export interface SchemaSource {
  typeDefs: DocumentNode | string;
  resolvers: Resolvers;
}

/** What an object of a union or an interface is: our errors say it in `kind`, everything else in `__typename`. */
function typeNameOf(value: unknown): string | undefined {
  const { __typename: typeName, kind } = (value ?? {}) as { __typename?: unknown; kind?: unknown };
  if (typeof typeName === 'string') return typeName;
  return typeof kind === 'string' ? kind : undefined;
}

/**
 * The executable schema of a subgraph: the scalars of the graph, one way to tell the members of unions and interfaces apart,
 * and the access rules of its SDL enforced on every field.
 */
export function buildSchema({ typeDefs, resolvers }: SchemaSource): GraphQLSchema {
  const document = typeof typeDefs === 'string' ? parse(typeDefs) : typeDefs;
  const declared = new Set(document.definitions.map((one) => (one.kind === Kind.SCALAR_TYPE_DEFINITION ? one.name.value : '')));
  const ours = Object.fromEntries(Object.entries(scalars).filter(([name]) => declared.has(name)));

  const schema = buildSubgraphSchema([{ typeDefs: document, resolvers: { ...ours, ...resolvers } }]);
  for (const type of Object.values(schema.getTypeMap())) if (isAbstractType(type)) type.resolveType ??= typeNameOf;

  enforceAccess(schema, readAccessRules(document));
  return schema;
}

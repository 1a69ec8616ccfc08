import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

/** A document that is valid for the schema, or why it is not. */
export type ReadDocument = { document: DocumentNode; errors?: never } | { document?: never; errors: readonly GraphQLError[] };

export interface DocumentCache {
  read(query: string): ReadDocument;
}

const mostDocuments = 500;
/** More than any operation of ours; few enough that parsing costs little and cannot run out of stack. */
export const mostTokens = 10_000;

const rules = [...specifiedRules, NoSchemaIntrospectionCustomRule];

/** Parses and validates each document once. Only valid ones are kept, so no literal under a secret input ever is. */
export function createDocumentCache(schema: GraphQLSchema): DocumentCache {
  const known = new Map<string, DocumentNode>();

  return {
    read(query) {
      const cached = known.get(query);
      if (cached) return { document: cached };

      let document: DocumentNode;
      try {
        document = parse(query, { maxTokens: mostTokens });
      } catch (error) {
        return { errors: [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] };
      }

      const errors = validate(schema, document, rules);
      if (errors.length > 0) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };

      if (known.size >= mostDocuments) known.delete(known.keys().next().value!);
      known.set(query, document);
      return { document };
    },
  };
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });
}

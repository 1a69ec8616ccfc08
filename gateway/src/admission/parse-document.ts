import { GraphQLError, Kind, OperationTypeNode, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { refusal } from '../errors/refusal.ts';
import { countTokens } from '../limits/count-tokens.ts';
import { demandWithin } from '../limits/limits.ts';

/** More than documents have: beyond it is padding, or values that belong into variables, and reading it takes time. */
const charactersPerToken = 50;

/** Deeper than any document that is within the other limits; shallow enough that nothing that walks it recursively runs out of stack. */
const deepestNesting = 250;

/**
 * Parses a document within a limit of tokens. Throws a `Refusal` that says where it is not GraphQL and quotes nothing of it: graphql-js
 * quotes texts.
 */
export function parseDocument(query: string, maxTokens: number): DocumentNode {
  const longest = maxTokens * charactersPerToken;
  if (query.length > longest) {
    throw refusal('BODY_LIMIT_EXCEEDED', `The document has more than ${longest} characters`, {
      limit: longest,
      found: query.length,
      remedy: 'Send long values as variables.',
    });
  }
  try {
    const { tokens, nesting } = countTokens(query);
    demandWithin('TOKEN_LIMIT_EXCEEDED', 'a number of tokens of', tokens, maxTokens);
    demandWithin('DEPTH_LIMIT_EXCEEDED', 'brackets to a depth of', nesting, deepestNesting);
    return parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw refusal('GRAPHQL_PARSE_FAILED', 'The document is not valid GraphQL here', { locations: error.locations });
  }
}

/** The operation of a document that is asked for; the only one when no name is given. Throws OPERATION_RESOLUTION_FAILURE. */
export function selectOperation(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const found = operationName === null ? operations : operations.filter(({ name }) => name?.value === operationName);

  const [operation] = found;
  if (!operation || found.length > 1) {
    throw refusal(
      'OPERATION_RESOLUTION_FAILURE',
      operation ? 'The document has several operations that could be meant' : 'The document has no such operation',
      {
        remedy: 'Name one of its operations in `operationName`.',
      },
    );
  }
  return operation;
}

/** Whether an operation asks about the schema and nothing else: it then reaches no subgraph. */
export function isIntrospectionOnly({ operation, selectionSet }: OperationDefinitionNode): boolean {
  return (
    operation === OperationTypeNode.QUERY &&
    selectionSet.selections.every((selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'))
  );
}

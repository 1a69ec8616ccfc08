import { Kind, visit, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { demandWithin, type Limits } from './limits.ts';

export interface DocumentMeasures {
  aliases: number;
  directives: number;
  /** Of the deepest field of the operation, 1 for a root field. */
  depth: number;
}

/** The fragments of a document, by name. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/**
 * Measures what a document costs before it is validated, since validation itself can be made expensive: it may be invalid, with fragments
 * that are missing or that spread themselves. Linear in the document, however often a fragment is spread.
 */
export function measureDocument(document: DocumentNode, operation: OperationDefinitionNode): DocumentMeasures {
  const fragments = fragmentsOf(document);
  const known = new Map<string, number>();

  function depthOfFragment(name: string): number {
    const measured = known.get(name);
    if (measured !== undefined) return measured;

    // A fragment that is met inside itself adds nothing; validation refuses it.
    known.set(name, 0);
    const depth = depthOf(fragments.get(name)?.selectionSet);
    known.set(name, depth);
    return depth;
  }

  function depthOf(selectionSet: SelectionSetNode | undefined): number {
    let deepest = 0;
    for (const selection of selectionSet?.selections ?? []) {
      const depth =
        selection.kind === Kind.FIELD
          ? 1 + depthOf(selection.selectionSet)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? depthOf(selection.selectionSet)
            : depthOfFragment(selection.name.value);
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field(node) {
      if (node.alias) aliases++;
    },
    Directive() {
      directives++;
    },
  });

  return { aliases, directives, depth: depthOf(operation.selectionSet) };
}

/**
 * Throws a `Refusal` when a measure is over its limit. Introspection nests deep by nature and reaches no subgraph: its depth is not
 * limited.
 */
export function demandMeasures({ aliases, directives, depth }: DocumentMeasures, limits: Limits, introspectionOnly: boolean): void {
  demandWithin('ALIAS_LIMIT_EXCEEDED', 'a number of aliases of', aliases, limits.maxAliases, 'Split it into several operations.');
  demandWithin(
    'DIRECTIVE_LIMIT_EXCEEDED',
    'a number of directives of',
    directives,
    limits.maxDirectives,
    'Split it into several operations.',
  );
  if (!introspectionOnly)
    demandWithin('DEPTH_LIMIT_EXCEEDED', 'a depth of', depth, limits.maxDepth, 'Ask for the deeper parts by their ids.');
}

import { Kind, visit, type DocumentNode, type FieldNode, type FragmentDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { refusal } from '../errors/refusal.ts';
import { countRepetitions } from './count-repetitions.ts';
import { demandWithin, type Limits } from './limits.ts';

/** What a selection set holds, its fragments written out. */
interface Extent {
  /** Fields and spreads. */
  selections: number;
  /** Of the deepest field, 1 for one that has no others below it. */
  depth: number;
}

const nothing: Extent = { selections: 0, depth: 0 };

/** The fragments of a document, by name. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** A question about the schema: it nests deep by nature, reaches no subgraph and has limits of its own. */
export const isIntrospection = ({ name }: FieldNode): boolean => name.value === '__schema' || name.value === '__type';

/**
 * Refuses a document that is too large in whatever way, before it is validated, since validation itself can be made expensive: it may be invalid, with fragments that are
 * missing or unused. All its operations count, as all are validated. Throws a `Refusal` that says which limit and how far, and GRAPHQL_VALIDATION_FAILED for a fragment that
 * spreads itself. Linear in the document, however often a fragment is spread, until it is known to be small when written out.
 */
export function demandMeasures(document: DocumentNode, limits: Limits): void {
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
  demandWithin('ALIAS_LIMIT_EXCEEDED', 'a number of aliases of', aliases, limits.maxAliases);
  demandWithin('DIRECTIVE_LIMIT_EXCEEDED', 'a number of directives of', directives, limits.maxDirectives);

  const fragments = fragmentsOf(document);
  const extentOf = createExtents(fragments);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, selections } = extentOf(definition.selectionSet);
    demandWithin('DEPTH_LIMIT_EXCEEDED', 'a depth of', depth, limits.maxDepth);
    demandWithin('FIELD_LIMIT_EXCEEDED', 'a number of fields of', selections, limits.maxFields);
  }
  // Validation looks at those that no operation spreads, too.
  for (const { selectionSet } of fragments.values()) {
    demandWithin('FIELD_LIMIT_EXCEEDED', 'a number of fields of', extentOf(selectionSet).selections, limits.maxFields);
  }

  const met = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { rootFields, most } = countRepetitions(definition.selectionSet, fragments, met);
    demandWithin('ROOT_FIELD_LIMIT_EXCEEDED', 'a number of root fields of', rootFields, limits.maxRootFields);
    demandWithin('REPETITION_LIMIT_EXCEEDED', 'a field at one place as often as', most, limits.maxRepetitions);
  }
  for (const [name, { selectionSet }] of fragments) {
    if (met.has(name)) continue;
    met.add(name);
    const { most } = countRepetitions(selectionSet, fragments, met);
    demandWithin('REPETITION_LIMIT_EXCEEDED', 'a field at one place as often as', most, limits.maxRepetitions);
  }
}

/** Makes what measures selection sets; each fragment once. */
function createExtents(fragments: ReadonlyMap<string, FragmentDefinitionNode>): (selectionSet: SelectionSetNode) => Extent {
  const known = new Map<string, Extent>();
  const open = new Set<string>();

  function ofFragment(name: string): Extent {
    const measured = known.get(name);
    if (measured) return measured;

    const fragment = fragments.get(name);
    if (!fragment) return nothing;
    if (open.has(name)) throw refusal('GRAPHQL_VALIDATION_FAILED', `Cannot spread fragment "${name}" within itself.`);
    open.add(name);
    const extent = of(fragment.selectionSet);
    open.delete(name);
    known.set(name, extent);
    return extent;
  }

  function ofSelection(selection: SelectionNode): Extent {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    const inner = selection.selectionSet ? of(selection.selectionSet) : nothing;
    if (selection.kind === Kind.INLINE_FRAGMENT) return inner;
    return { ...inner, depth: isIntrospection(selection) ? 1 : inner.depth + 1 };
  }

  function of(selectionSet: SelectionSetNode): Extent {
    let selections = 0;
    let depth = 0;
    for (const selection of selectionSet.selections) {
      const extent = ofSelection(selection);
      selections += 1 + extent.selections;
      depth = Math.max(depth, extent.depth);
    }
    return { selections, depth };
  }

  return of;
}

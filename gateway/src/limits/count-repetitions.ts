import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

export interface Repetitions {
  /** How many names the answer has at its root, `__typename` aside. */
  rootFields: number;
  /** How often the field that is asked for most often at one place of the answer is asked for there. */
  most: number;
}

/**
 * Counts what falls together in the answer: fields of one name at one place, from wherever they are spread. Validation compares each with each other of them
 * (OverlappingFieldsCanBeMerged), which makes it quadratic. Fragments that are met are added to `met`. Needs fragments without circles; takes one step for each field of
 * the document with its fragments written out.
 */
export function countRepetitions(root: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, met: Set<string>): Repetitions {
  let most = 0;

  /** The selection sets below each name, of several selection sets that fall together. */
  function merge(selectionSets: readonly SelectionSetNode[]): Map<string, SelectionSetNode[]> {
    const counts = new Map<string, number>();
    const below = new Map<string, SelectionSetNode[]>();
    const spread = new Set<string>();

    function add({ selections }: SelectionSetNode): void {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const count = (counts.get(name) ?? 0) + 1;
          counts.set(name, count);
          most = Math.max(most, count);
          if (!below.has(name)) below.set(name, []);
          if (selection.selectionSet) below.get(name)!.push(selection.selectionSet);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet);
        else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          met.add(selection.name.value);
          const fragment = fragments.get(selection.name.value);
          if (fragment) add(fragment.selectionSet);
        }
      }
    }

    for (const selectionSet of selectionSets) add(selectionSet);
    return below;
  }

  function walk(selectionSets: readonly SelectionSetNode[]): Map<string, SelectionSetNode[]> {
    const below = merge(selectionSets);
    for (const inner of below.values()) if (inner.length > 0) walk(inner);
    return below;
  }

  const names = [...walk([root]).keys()];
  return { rootFields: names.filter((name) => name !== '__typename').length, most };
}

import {
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { demandWithin, type Limits } from './limits.ts';
import { fragmentsOf, isIntrospection } from './measure-document.ts';

/** How many elements the lists of introspection have, by the name of the field. */
type ListSizes = Readonly<Record<string, number>>;

interface Measured {
  /** How deep lists nest in lists. */
  depth: number;
  /** How many values are given. */
  cost: number;
}

const sizesOfSchema = new WeakMap<GraphQLSchema, ListSizes>();

/** What lists hold in a schema: for those below `types`, the mean. */
function sizesOf(schema: GraphQLSchema): ListSizes {
  const known = sizesOfSchema.get(schema);
  if (known) return known;

  const types = Object.values(schema.getTypeMap());
  const composite = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = composite.flatMap((type) => Object.values(type.getFields()));
  const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
  const sizes = {
    types: types.length,
    directives: schema.getDirectives().length,
    // Of those with fields: the others have none to give.
    fields: fields.length / Math.max(1, composite.length),
    args: sum(fields.map(({ args }) => args.length)) / Math.max(1, fields.length),
    inputFields: sum(types.filter(isInputObjectType).map((type) => Object.keys(type.getFields()).length)) / types.length,
    enumValues: sum(types.filter(isEnumType).map((type) => type.getValues().length)) / types.length,
    interfaces: sum(composite.map((type) => type.getInterfaces().length)) / types.length,
    possibleTypes: sum(types.filter(isAbstractType).map((type) => schema.getPossibleTypes(type).length)) / types.length,
  };
  sizesOfSchema.set(schema, sizes);
  return sizes;
}

/**
 * Refuses questions about the schema whose answer would be many times the schema: lists within lists, or the whole of it again and again. It is answered in one go, in
 * which nobody else is. Throws INTROSPECTION_LIMIT_EXCEEDED. Needs fragments without circles.
 */
export function demandIntrospection(schema: GraphQLSchema, document: DocumentNode, limits: Limits): void {
  const sizes = sizesOf(schema);
  const fragments = fragmentsOf(document);

  /** Of a selection set; `within`: it is one of the schema's own types. */
  function of(selectionSet: SelectionSetNode | undefined, within: boolean): Measured {
    const all: Measured = { depth: 0, cost: 0 };
    for (const selection of selectionSet?.selections ?? []) {
      let inner: Measured;
      if (selection.kind === Kind.FRAGMENT_SPREAD) inner = of(fragments.get(selection.name.value)?.selectionSet, within);
      else if (selection.kind === Kind.INLINE_FRAGMENT) inner = of(selection.selectionSet, within);
      else if (within) inner = ofField(selection);
      else if (isIntrospection(selection)) inner = of(selection.selectionSet, true);
      else continue;
      all.depth = Math.max(all.depth, inner.depth);
      all.cost += inner.cost;
    }
    return all;
  }

  function ofField({ name, selectionSet }: FieldNode): Measured {
    const inner = of(selectionSet, true);
    const size = Object.hasOwn(sizes, name.value) ? sizes[name.value] : undefined;
    return { depth: inner.depth + (size === undefined ? 0 : 1), cost: (size ?? 1) * (1 + inner.cost) };
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, cost } = of(definition.selectionSet, false);
    demandWithin('INTROSPECTION_LIMIT_EXCEEDED', 'lists in lists of the schema to a depth of', depth, limits.maxIntrospectionDepth);
    demandWithin('INTROSPECTION_LIMIT_EXCEEDED', 'a number of values of the schema of', Math.ceil(cost), limits.maxIntrospectionCost);
  }
}

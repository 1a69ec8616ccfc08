import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  typeFromAST,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { PreparedOperation } from '../admission/prepare-operation.ts';
import { fragmentsOf } from './measure-document.ts';

/** How many elements a list is taken to have when no argument says. */
const assumedListSize = 10;

/** The argument that says how long the lists of a connection are, as every connection of the graph has it. */
const sizeArgument = 'first';

/**
 * How many objects an operation may touch, at most: one for each object that a field gives, times the sizes of the lists around it. Sizes
 * come from
 * `first`: literal, variable or default; the lists directly below such a field (`edges`, `nodes`) have that size. Scalars are free.
 * Needs a valid operation and its coerced variables. Linear in the document for each size that a fragment is met with.
 */
export function measureCost(schema: GraphQLSchema, { document, operation }: PreparedOperation, variables: Readonly<Record<string, unknown>>): number {
  const fragments = fragmentsOf(document);
  const known = new Map<string, number>();

  function sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const definition = field.args.find(({ name }) => name === sizeArgument);
    if (!definition) return undefined;

    const given = node.arguments?.find(({ name }) => name.value === sizeArgument)?.value;
    const value =
      given?.kind === Kind.INT
        ? Number(given.value)
        : given?.kind === Kind.VARIABLE
          ? (variables[given.name.value] ?? definition.defaultValue)
          : definition.defaultValue;
    return Math.max(1, typeof value === 'number' ? value : assumedListSize);
  }

  function costOfField(node: FieldNode, parent: GraphQLNamedType, listSize: number | undefined): number {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!field || !node.selectionSet) return 0;

    const type = getNamedType(field.type);
    const ownSize = sizeOf(node, field);
    const isList = isListType(getNullableType(field.type));
    const instances = isList ? (ownSize ?? listSize ?? assumedListSize) : 1;

    return instances * (1 + costOf(node.selectionSet, type, isList ? undefined : ownSize));
  }

  function costOfFragment(name: string, listSize: number | undefined): number {
    const key = `${name} ${listSize ?? ''}`;
    const fragment = fragments.get(name);
    const measured = known.get(key);
    if (measured !== undefined || !fragment) return measured ?? 0;

    const cost = costOf(fragment.selectionSet, typeFromAST(schema, fragment.typeCondition), listSize);
    known.set(key, cost);
    return cost;
  }

  function costOf(selectionSet: SelectionSetNode, parent: GraphQLNamedType | undefined, listSize: number | undefined): number {
    if (!parent || !isCompositeType(parent)) return 0;

    let cost = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) cost += costOfField(selection, parent, listSize);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) cost += costOfFragment(selection.name.value, listSize);
      else {
        const type = selection.typeCondition ? typeFromAST(schema, selection.typeCondition) : parent;
        cost += costOf(selection.selectionSet, type, listSize);
      }
    }
    return cost;
  }

  return costOf(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, undefined);
}

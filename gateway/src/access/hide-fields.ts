import {
  getLocation,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
  type SourceLocation,
} from 'graphql';

/** A field that was taken out, at one of the places where an answer would have it. */
export interface HiddenField {
  /** What it may not be read for: `Type` or `Type.field`. */
  readonly coordinate: string;
  /** Response keys from the root; `@` stands for every element of a list. */
  readonly path: readonly string[];
  readonly locations: readonly SourceLocation[];
}

export interface ReducedDocument {
  /** Without the hidden fields. A selection that would be empty selects `__typename`. */
  readonly document: DocumentNode;
  /** Every place that an answer lacks, in the order of the document, up to the number asked for. */
  readonly hidden: readonly HiddenField[];
}

/** All coordinates that a field of a type is guarded by: its own, its type's, those of related abstract or object types, and that of what it gives. */
export function coordinatesOf(schema: GraphQLSchema, parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): string[] {
  // A field of an interface may be guarded on one implementation only, and a field of a type on its interface only: all are asked.
  const related = isAbstractType(parent)
    ? [parent, ...schema.getPossibleTypes(parent)]
    : isObjectType(parent)
      ? [parent, ...parent.getInterfaces()]
      : [parent];
  return [...related.flatMap(({ name }) => [name, `${name}.${field.name}`]), getNamedType(field.type).name];
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
const everyElement = '@';

/**
 * Takes out of a valid document of one operation every field that is guarded by one of these coordinates, and says where answers lack it. Linear in the
 * document, and in the number of places.
 */
export function hideFields(schema: GraphQLSchema, document: DocumentNode, coordinates: ReadonlySet<string>, most: number): ReducedDocument {
  const hiddenBy = (parent: GraphQLNamedType | null | undefined, field: GraphQLField<unknown, unknown> | null | undefined): string | undefined =>
    parent && field && !field.name.startsWith('__')
      ? coordinatesOf(schema, parent, field).find((coordinate) => coordinates.has(coordinate))
      : undefined;

  const info = new TypeInfo(schema);
  const reduced = visit(
    document,
    visitWithTypeInfo(info, {
      Field: { enter: () => (hiddenBy(info.getParentType(), info.getFieldDef()) ? null : undefined) },
      SelectionSet: { leave: (node) => (node.selections.length === 0 ? { ...node, selections: [typename] } : undefined) },
    }),
  );
  return { document: reduced, hidden: findPlaces(schema, document, hiddenBy, most) };
}

type HiddenBy = (parent: GraphQLNamedType | null | undefined, field: GraphQLField<unknown, unknown> | null | undefined) => string | undefined;

/** Where answers lack something. Fragments that hide nothing are not entered, so that spreading them often costs nothing. */
function findPlaces(schema: GraphQLSchema, document: DocumentNode, hiddenBy: HiddenBy, most: number): HiddenField[] {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const hiding = new Map<string, boolean>();
  const places: HiddenField[] = [];

  const fieldOf = (parent: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined =>
    parent && 'getFields' in parent ? (parent.getFields()[name] as GraphQLField<unknown, unknown> | undefined) : undefined;

  function hidesSomething(set: SelectionSetNode, parent: GraphQLNamedType | undefined): boolean {
    return set.selections.some((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentHides(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return hidesSomething(selection.selectionSet, selection.typeCondition ? typeFromAST(schema, selection.typeCondition) : parent);
      const field = fieldOf(parent, selection.name.value);
      return !!hiddenBy(parent, field) || !!(field && selection.selectionSet && hidesSomething(selection.selectionSet, getNamedType(field.type)));
    });
  }

  function fragmentHides(name: string): boolean {
    const known = hiding.get(name);
    if (known !== undefined) return known;
    const { selectionSet, typeCondition } = fragments.get(name)!;
    const hides = hidesSomething(selectionSet, typeFromAST(schema, typeCondition));
    hiding.set(name, hides);
    return hides;
  }

  function enterField(node: FieldNode, parent: GraphQLNamedType | undefined, path: readonly string[]): void {
    const field = fieldOf(parent, node.name.value);
    const at = [...path, node.alias?.value ?? node.name.value];
    const coordinate = hiddenBy(parent, field);
    if (coordinate) {
      const locations = node.loc ? [getLocation(node.loc.source, node.loc.start)] : [];
      places.push({ coordinate, path: at, locations });
    } else if (field && node.selectionSet) {
      enter(node.selectionSet, getNamedType(field.type), [...at, ...elements(field.type)]);
    }
  }

  function enter(set: SelectionSetNode, parent: GraphQLNamedType | undefined, path: readonly string[]): void {
    for (const selection of set.selections) {
      if (places.length >= most) return;
      if (selection.kind === Kind.FIELD) enterField(selection, parent, path);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        enter(selection.selectionSet, selection.typeCondition ? typeFromAST(schema, selection.typeCondition) : parent, path);
      else if (fragmentHides(selection.name.value)) {
        const { selectionSet, typeCondition } = fragments.get(selection.name.value)!;
        enter(selectionSet, typeFromAST(schema, typeCondition), path);
      }
    }
  }

  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) enter(node.selectionSet, schema.getRootType(node.operation) ?? undefined, []);
  return places;
}

function elements(type: GraphQLOutputType): string[] {
  const nullable = getNullableType(type);
  return isListType(nullable) ? [everyElement, ...elements(nullable.ofType as GraphQLOutputType)] : [];
}

/** Whether a reduced document still asks for something at its root. */
export function asksForSomething(document: DocumentNode): boolean {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value !== '__typename';
      return asks(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value)!.selectionSet);
    });
  return document.definitions.some((node) => node.kind === Kind.OPERATION_DEFINITION && asks(node.selectionSet));
}

/** Whether an operation does something or goes on for long, so that a part of it cannot be left out of its root unnoticed. */
export const isWholeOrNothing = (operation: OperationTypeNode): boolean => operation !== OperationTypeNode.QUERY;

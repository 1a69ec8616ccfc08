import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLAbstractType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** The coordinates (`Type.field`) that a valid document selects. A field that is selected through an interface is selected of all that implement it. */
function selectedFields(schema: GraphQLSchema, document: DocumentNode): Set<string> {
  const selected = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const parent = info.getParentType();
        if (!parent) return;
        selected.add(`${parent.name}.${node.name.value}`);
        if (isInterfaceType(parent)) for (const { name } of schema.getPossibleTypes(parent)) selected.add(`${name}.${node.name.value}`);
      },
    }),
  );
  return selected;
}

/** The members of unions that a selection of the union does not tell apart, as `Union: Member`. A fragment on an interface tells of all that implement it. */
function forgottenMembers(schema: GraphQLSchema, document: DocumentNode): Set<string> {
  const fragments = new Map(document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]));
  const forgotten = new Set<string>();

  function tellApart(name: string, told: Set<string>): void {
    const type = schema.getType(name);
    if (isObjectType(type)) told.add(name);
    if (isInterfaceType(type)) for (const one of schema.getPossibleTypes(type)) told.add(one.name);
  }

  function collect(selectionSet: SelectionSetNode, told: Set<string>): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) continue;
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      const condition = fragment.typeCondition?.name.value;
      if (condition && !isUnionType(schema.getType(condition))) tellApart(condition, told);
      else collect(fragment.selectionSet, told);
    }
  }

  function look(type: GraphQLAbstractType, selectionSet: SelectionSetNode): void {
    const told = new Set<string>();
    collect(selectionSet, told);
    for (const { name } of schema.getPossibleTypes(type)) if (!told.has(name)) forgotten.add(`${type.name}: ${name}`);
  }

  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const type = getNamedType(info.getType() ?? undefined);
        if (node.selectionSet && isAbstractType(type) && isUnionType(type)) look(type, node.selectionSet);
      },
    }),
  );
  return forgotten;
}

/**
 * What a client that has only these operations could not reach, one sentence each: root fields in no operation, fields of output types that are selected nowhere,
 * members of unions that are not told apart. Needs a document that is valid for the schema.
 */
export function findUncovered(schema: GraphQLSchema, document: DocumentNode): string[] {
  const selected = selectedFields(schema, document);
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((root) => root?.name));
  const uncovered: string[] = [];

  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${field}`;
      if (selected.has(coordinate)) continue;
      uncovered.push(roots.has(type.name) ? `${coordinate} is in no operation` : `${coordinate} is selected nowhere`);
    }
  }
  for (const member of forgottenMembers(schema, document)) uncovered.push(`${member} is not told apart where the union is selected`);
  return uncovered;
}

import {
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  print,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** A part of the variables that is not as the schema wants it; nothing of the value is in it. */
export interface InvalidVariable {
  variable: string;
  /** Where in the variable, as `accessKeys.secretAccessKey` or `regions[2]`: field names of the schema only. Empty for the whole. */
  path: string;
  /** The type that belongs there, as `String!`. */
  expected: string;
}

const mostProblems = 20;

/**
 * Finds what is wrong with the variables of an operation, in terms of paths and types alone. graphql-js says the same by quoting the
 * values, which may be secrets, so its messages are thrown away and this is said in their place. Twenty problems at most.
 */
export function describeInvalidVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): InvalidVariable[] {
  const problems: InvalidVariable[] = [];

  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    const report = (path: string, expected: string): void => {
      if (problems.length < mostProblems) problems.push({ variable: name, path, expected });
    };

    if (!isInputType(type)) report('', print(typeNode));
    else if (!Object.hasOwn(variables, name) && defaultValue) continue;
    else inspectValue(variables[name], type, '', report);
  }

  return problems;
}

type Report = (path: string, expected: string) => void;

function inspectValue(value: unknown, type: GraphQLInputType, path: string, report: Report): void {
  if (value === null || value === undefined) {
    if (isNonNullType(type)) report(path, String(type));
    return;
  }

  const inner = getNullableType(type) as Exclude<GraphQLInputType, { kind: 'NonNull' }>;
  if (isListType(inner)) {
    // A single value where a list is wanted is that list's one element.
    if (Array.isArray(value)) value.forEach((one, at) => inspectValue(one, inner.ofType, `${path}[${at}]`, report));
    else inspectValue(value, inner.ofType, path, report);
  } else if (isInputObjectType(inner)) {
    if (typeof value !== 'object' || Array.isArray(value)) return report(path, inner.name);

    const fields = inner.getFields();
    for (const field of Object.values(fields)) {
      const fieldPath = path ? `${path}.${field.name}` : field.name;
      const given = (value as Record<string, unknown>)[field.name];
      if (given !== undefined) inspectValue(given, field.type, fieldPath, report);
      else if (isRequiredInputField(field)) report(fieldPath, String(field.type));
    }
    // The name of an unknown field is the caller's own text: that there is one has to be enough.
    if (Object.keys(value).some((key) => !Object.hasOwn(fields, key))) report(path, `only fields of ${inner.name}`);
  } else if (!isLeafValue(value, inner as GraphQLLeafType)) {
    report(path, String(inner));
  }
}

function isLeafValue(value: unknown, type: GraphQLLeafType): boolean {
  try {
    return type.parseValue(value) !== undefined;
  } catch {
    // The scalar's message quotes the value; that it refused is all that is needed.
    return false;
  }
}

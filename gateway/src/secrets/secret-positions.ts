import {
  getNamedType,
  isInputObjectType,
  isInputType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** The scalars whose values are secrets. */
export const secretScalars: ReadonlySet<string> = new Set(['SecretString', 'SecretJSON']);

export const isSecretType = (type: GraphQLInputType | null | undefined): boolean => !!type && secretScalars.has(getNamedType(type).name);

/** Where secrets go in a schema. */
export interface SecretPositions {
  /** Whether a value of a type can hold a secret, at any depth. */
  reaches(type: GraphQLInputType): boolean;
  /** Whether some input field or argument that takes a secret has this name. */
  isSecretName(name: string): boolean;
}

/** Finds every input position of a schema that takes a secret. */
export function findSecretPositions(schema: GraphQLSchema): SecretPositions {
  const names = new Set<string>();
  const reaching = new Set<string>(secretScalars);
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);

  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) if (isSecretType(field.type)) names.add(field.name);
    if (!('getFields' in type) || isInputObjectType(type)) continue;
    for (const { args } of Object.values(type.getFields()))
      for (const argument of args) if (isSecretType(argument.type)) names.add(argument.name);
  }

  // Input types may contain each other in circles: grow the set until nothing is added.
  for (let before = -1; before !== reaching.size;) {
    before = reaching.size;
    for (const input of inputs) {
      if (Object.values(input.getFields()).some((field) => reaching.has(getNamedType(field.type).name))) reaching.add(input.name);
    }
  }

  return { reaches: (type) => reaching.has(getNamedType(type).name), isSecretName: (name) => names.has(name) };
}

/** Whether an operation has a variable that a secret goes into. */
export const takesSecret = (schema: GraphQLSchema, positions: SecretPositions, { variableDefinitions = [] }: OperationDefinitionNode): boolean =>
  variableDefinitions.some(({ type }) => {
    const known = typeFromAST(schema, type);
    return isInputType(known) && positions.reaches(known);
  });

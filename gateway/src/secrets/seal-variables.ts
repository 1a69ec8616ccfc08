import { secretMaxBytes } from '@offload/contracts';
import {
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { refusal } from '../errors/refusal.ts';
import { isSecretType, type SecretPositions } from './secret-positions.ts';

export type Seal = (secret: string) => Promise<string>;

/**
 * Gives the variables that an operation declares with every secret in them sealed, wherever its type puts it; other values are left as they
 * are, and what is not declared is dropped. Throws BAD_USER_INPUT for a value that cannot be a secret and SECRET_TOO_LARGE, by path and
 * expected type. The values given are not changed.
 */
export async function sealVariables(
  schema: GraphQLSchema,
  positions: SecretPositions,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  seal: Seal,
): Promise<Record<string, unknown>> {
  const sealed: Record<string, unknown> = {};

  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    if (!Object.hasOwn(variables, name)) continue;

    const type = typeFromAST(schema, definition.type);
    sealed[name] = isInputType(type) && positions.reaches(type) ? await sealValue(variables[name], type, `$${name}`) : variables[name];
  }

  async function sealValue(value: unknown, type: GraphQLInputType, path: string): Promise<unknown> {
    if (value === null || value === undefined || !positions.reaches(type)) return value;

    const inner = getNullableType(type) as GraphQLInputType;
    if (isListType(inner)) {
      if (!Array.isArray(value)) return sealValue(value, inner.ofType, path);
      return Promise.all(value.map((one, at) => sealValue(one, inner.ofType, `${path}[${at}]`)));
    }
    if (isInputObjectType(inner)) return sealFields(value, inner.getFields(), path);
    return isSecretType(inner) ? seal(secretText(value, String(inner), path)) : value;
  }

  async function sealFields(value: unknown, fields: Readonly<Record<string, { type: GraphQLInputType }>>, path: string): Promise<unknown> {
    // Something else than an object is refused when variables are checked.
    if (typeof value !== 'object' || Array.isArray(value)) return value;

    const entries = Object.entries(value as object).map(async ([name, field]) => {
      const type = Object.hasOwn(fields, name) ? fields[name]!.type : undefined;
      return [name, type ? await sealValue(field, type, `${path}.${name}`) : field] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  return sealed;
}

/** The text of a secret: of SecretString a text, of SecretJSON a text or an object. */
function secretText(value: unknown, type: string, path: string): string {
  const text = typeof value === 'object' && !Array.isArray(value) && type === 'SecretJSON' ? JSON.stringify(value) : value;
  if (typeof text !== 'string' || text === '') {
    const expected = type === 'SecretJSON' ? 'an object or a text that is not empty' : 'a text that is not empty';
    throw refusal('BAD_USER_INPUT', `Variable "${path}" is not valid: expected ${type}, ${expected}`);
  }

  const found = Buffer.byteLength(text, 'utf8');
  if (found > secretMaxBytes) {
    throw refusal('SECRET_TOO_LARGE', `Variable "${path}" is larger than a secret may be`, {
      limit: secretMaxBytes,
      found,
      remedy: 'Send the credential alone, as the provider gives it out.',
    });
  }
  return text;
}

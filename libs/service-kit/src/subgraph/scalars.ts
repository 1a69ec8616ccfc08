import { isSealedInput } from '@offload/contracts';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';

/**
 * A secret on its way in. The gateway has sealed it to credentials' public key by the time it arrives here, so anything that is not of the sealed
 * form is a secret in the clear that took a wrong way: refused, and never repeated. It cannot be an answer.
 */
function sealedScalar(name: 'SecretString' | 'SecretJSON'): GraphQLScalarType<string, never> {
  return new GraphQLScalarType<string, never>({
    name,
    parseValue(value) {
      if (!isSealedInput(value)) throw new GraphQLError(`${name} takes sealed values only`);
      return value;
    },
    parseLiteral() {
      throw new GraphQLError(`${name} takes variables only`);
    },
    serialize() {
      throw new GraphQLError(`${name} is never an answer`);
    },
  });
}

/** The scalars of the graph, by name. */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  DateTime: GraphQLDateTime,
  JSON: GraphQLJSON,
  SecretString: sealedScalar('SecretString'),
  SecretJSON: sealedScalar('SecretJSON'),
};

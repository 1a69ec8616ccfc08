import {
  BREAK,
  getLocation,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { refusal } from '../errors/refusal.ts';
import { isSecretType, type SecretPositions } from './secret-positions.ts';

const isLiteral = (value: ValueNode): boolean => value.kind !== Kind.VARIABLE && value.kind !== Kind.NULL;

/**
 * Refuses a document that has a secret written into it, whether it is valid or not: as an argument, deep in an object or a list, as the
 * default of a variable, or under the name of a secret field whose parent is misspelt. It comes before anything that keeps, prints or plans
 * documents. Throws SECRET_LITERAL, which says where and never what.
 */
export function refuseSecretLiterals(schema: GraphQLSchema, positions: SecretPositions, document: DocumentNode): void {
  const info = new TypeInfo(schema);
  let found: ASTNode | undefined;

  const look = (value: ValueNode): typeof BREAK | undefined => {
    if (!isLiteral(value) || !isSecretType(info.getInputType())) return undefined;
    found = value;
    return BREAK;
  };
  // By name: a type is not known below a field that the schema does not have.
  const lookByName = ({ name, value }: { name: { value: string }; value: ValueNode }): typeof BREAK | undefined => {
    if (!isLiteral(value) || !positions.isSecretName(name.value)) return undefined;
    found = value;
    return BREAK;
  };

  visit(
    document,
    visitWithTypeInfo(info, {
      Argument: lookByName,
      ObjectField: lookByName,
      StringValue: look,
      IntValue: look,
      FloatValue: look,
      BooleanValue: look,
      EnumValue: look,
      ListValue: look,
      ObjectValue: look,
    }),
  );
  if (!found) return;

  throw refusal('SECRET_LITERAL', 'A secret is written into the document', {
    locations: found.loc ? [getLocation(found.loc.source, found.loc.start)] : undefined,
    remedy:
      'Use a variable, which is encrypted on arrival: documents are logged and cached along the way. Rotate the secret that was sent.',
  });
}

import {
  GraphQLError,
  isEnumType,
  getNamedType,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { Refusal, refusalError } from '../errors/refusal.ts';

const mostErrors = 20;

/** A name may be as long as a document. */
const longestMessage = 400;
const shortened = (message: string): string => (message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message);

/** graphql-js says these about fields, by their names alone; everything else that it says about values quotes them. */
const aboutFields = /^Field "/;

/** ValuesOfCorrectType, which says the type that is expected in place of the value that was found. */
const valuesOfCorrectType: ValidationRule = (context) => {
  const quiet = Object.create(context, {
    reportError: {
      value(error: GraphQLError) {
        if (aboutFields.test(error.message)) return context.reportError(error);

        const type = context.getInputType();
        const named = type && getNamedType(type);
        const among = isEnumType(named)
          ? `, one of ${named
              .getValues()
              .map(({ name }) => name)
              .join(', ')}`
          : '';
        return context.reportError(
          new GraphQLError(`Expected a value of type ${type ? String(type) : 'another kind'}${among}.`, { nodes: error.nodes }),
        );
      },
    },
  }) as ValidationContext;
  return ValuesOfCorrectTypeRule(quiet);
};

const quietRules = specifiedRules.map((rule) => (rule === ValuesOfCorrectTypeRule ? valuesOfCorrectType : rule));

/** Validates a document. Throws a `Refusal` with up to twenty errors: names of the document may be in them, values never are. */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode, { introspection }: { introspection: boolean }): void {
  const rules = introspection ? quietRules : [...quietRules, NoSchemaIntrospectionCustomRule];
  const errors = validate(schema, document, rules, { maxErrors: mostErrors });
  if (errors.length > 0)
    throw new Refusal(errors.map(({ message, locations }) => refusalError('GRAPHQL_VALIDATION_FAILED', shortened(message), { locations })));
}

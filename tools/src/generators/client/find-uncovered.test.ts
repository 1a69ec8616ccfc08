import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { findUncovered } from './find-uncovered.ts';

const schema = buildSchema(`
  type Query { thing(id: ID!): Thing things: [Thing!]! }
  type Mutation { makeThing: MakeThingResult! }
  type Thing { id: ID! name: String! }
  interface UserError { message: String! }
  type NotFound implements UserError { message: String! }
  type TooMany implements UserError { message: String! limit: Int! }
  union MakeThingResult = Thing | NotFound | TooMany
`);
const all = `
  query One($id: ID!) { thing(id: $id) { ...ThingFields } }
  query Many { things { ...ThingFields } }
  mutation Make { makeThing { ...Made } }
  fragment ThingFields on Thing { id name }
  fragment Made on MakeThingResult { ... on UserError { message } ... on TooMany { limit } ... on Thing { ...ThingFields } }
`;
const uncovered = (change: (text: string) => string): string[] => findUncovered(schema, parse(change(all)));

describe('the coverage of the client’s operations', () => {
  it('is whole when every root field, every field and every member is asked for, through fragments and interfaces too', () => {
    expect(uncovered((text) => text)).toEqual([]);
  });

  it('names a root field that is in no operation', () => {
    expect(uncovered((text) => text.replace('query Many { things { ...ThingFields } }', ''))).toEqual(['Query.things is in no operation']);
  });

  it('names a field that is selected nowhere', () => {
    expect(uncovered((text) => text.replace('{ id name }', '{ id }'))).toEqual(['Thing.name is selected nowhere']);
  });

  it('names a member of a union that is not told apart', () => {
    expect(uncovered((text) => text.replace('... on Thing { ...ThingFields }', ''))).toEqual(['MakeThingResult: Thing is not told apart where the union is selected']);
    expect(uncovered((text) => text.replace('... on UserError { message }', '... on TooMany { message }'))).toContain(
      'MakeThingResult: NotFound is not told apart where the union is selected',
    );
  });
});

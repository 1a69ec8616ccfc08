import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, getOperationAST, getVariableValues, parse, type OperationDefinitionNode } from 'graphql';
import { describeInvalidVariables } from './describe-invalid-variables.ts';

const schema = buildSchema(`
  enum Color { RED BLUE }
  input Leaf { n: Int!  tag: String = "x" }
  input Tree { leaf: Leaf  leaves: [Leaf!]  rows: [[Int]!]  color: Color  id: ID  on: Boolean! = true }
  type Query { q(tree: Tree!, ids: [ID!], n: Int): String }
`);
const operation = getOperationAST(
  parse('query ($tree: Tree!, $ids: [ID!], $n: Int = 3) { q(tree: $tree, ids: $ids, n: $n) }'),
) as OperationDefinitionNode;

const leaf = fc.oneof(fc.constantFrom<unknown>(null, 1, 2.5, true, 'RED', 'red', '1', [], {}), fc.string());
const leafInput = fc.record({ n: leaf, tag: leaf, other: leaf }, { requiredKeys: [] });
const tree = fc.record(
  {
    leaf: fc.oneof(leaf, leafInput),
    leaves: fc.oneof(leaf, leafInput, fc.array(leafInput)),
    rows: fc.oneof(leaf, fc.array(fc.oneof(leaf, fc.array(leaf)))),
    color: leaf,
    id: leaf,
    on: leaf,
    unknown: leaf,
  },
  { requiredKeys: [] },
);
const variables = fc.record({ tree: fc.oneof(leaf, tree), ids: fc.oneof(leaf, fc.array(leaf)), n: leaf }, { requiredKeys: [] });

describe('describeInvalidVariables', () => {
  it('finds a problem exactly when graphql-js refuses', () => {
    fc.assert(
      fc.property(variables, (given) => {
        const theirs = getVariableValues(schema, operation.variableDefinitions!, given).errors ?? [];
        const ours = describeInvalidVariables(schema, operation, given);
        expect(ours.length > 0).toBe(theirs.length > 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('names the path in terms of the schema', () => {
    const given = { tree: { leaves: [{ n: 1 }, { n: 'c4n4ry' }], rows: [[1], ['c4n4ry']], c4n4ry: 1 } };
    const found = describeInvalidVariables(schema, operation, given);
    expect(found).toEqual([
      { variable: 'tree', path: 'leaves[1].n', expected: 'Int' },
      { variable: 'tree', path: 'rows[1][0]', expected: 'Int' },
      { variable: 'tree', path: '', expected: 'only fields of Tree' },
    ]);
  });

  it('stops after twenty problems', () => {
    const given = { tree: { rows: [Array.from({ length: 500 }, () => 'x')] } };
    expect(describeInvalidVariables(schema, operation, given)).toHaveLength(20);
  });
});

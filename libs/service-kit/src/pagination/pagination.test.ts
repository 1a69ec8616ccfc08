import { describe, expect, it } from '@jest/globals';
import type { GraphQLError } from 'graphql';
import { graphql, buildSchema } from 'graphql';
import { z } from 'zod';
import { testDatabase } from '@offload/testkit';
import { connectionOf } from './connection-of.ts';
import { keysetCondition } from './keyset-condition.ts';
import { pageRequest, type PageArguments } from './page-request.ts';

const options = { list: 'findings', key: z.tuple([z.string(), z.int()]), max: 100 };
const page = (args: PageArguments) => pageRequest(args, options);
const rows = Array.from({ length: 5 }, (_, index) => ({ name: `row ${index}`, id: index }));
const keyOf = (row: (typeof rows)[number]): [string, number] => [row.name, row.id];
const totalCount = async () => 5;
const cursorOf = (list: string, ...key: unknown[]) => Buffer.from(JSON.stringify([list, ...key])).toString('base64url');

const refusal = (args: PageArguments): GraphQLError => {
  try {
    page(args);
  } catch (error) {
    return error as GraphQLError;
  }
  throw new Error('was not refused');
};

describe('pageRequest', () => {
  it('asks for one row more than the page has', () => {
    expect(page({ first: 20 })).toEqual({ list: 'findings', first: 20, limit: 21, after: undefined });
    expect(page({}).first).toBe(50);
    expect(page({ first: null, after: null }).first).toBe(50);
  });

  it.each([0, -1, 101, 1.5, Number.NaN])('refuses first: %p and says what is allowed', (first) => {
    expect(refusal({ first })).toMatchObject({
      message: expect.stringContaining('between 1 and 100'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it.each([
    ['no base64', '???'],
    ['no JSON', Buffer.from('hello').toString('base64url')],
    ['JSON of another kind', Buffer.from('{"a":1}').toString('base64url')],
    ['empty', ''],
    ['a key of wrong types', cursorOf('findings', 1, 'x')],
    ['a key that is too short', cursorOf('findings', 'a')],
    ['endless', 'A'.repeat(100_000)],
  ])('refuses a cursor that is %s, without quoting it', (_, after) => {
    const error = refusal({ after });
    expect(error).toMatchObject({
      message: expect.stringContaining('not a cursor'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'after' },
    });
  });

  it('refuses a cursor of another list', () => {
    expect(refusal({ after: cursorOf('scans', 'a', 1) }).message).toContain('another list');
  });
});

describe('connectionOf', () => {
  it('tells whether there is a next page, and its cursors lead there', () => {
    const first = page({ first: 2 });
    const connection = connectionOf(rows.slice(0, first.limit), first, keyOf, { totalCount });
    expect(connection.nodes.map((node) => node.id)).toEqual([0, 1]);
    expect(connection.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, endCursor: connection.edges[1]!.cursor });

    const next = page({ first: 5, after: connection.pageInfo.endCursor });
    expect(next.after).toEqual(['row 1', 1]);
    expect(connectionOf(rows.slice(2), next, keyOf, { totalCount }).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('answers an empty list', () => {
    expect(connectionOf([], page({}), keyOf, { totalCount })).toMatchObject({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('counts only when the count is selected', async () => {
    let counted = 0;
    const schema = buildSchema('type Query { rows: Rows } type Rows { nodes: [Row] totalCount: Int } type Row { id: Int }');
    const rootValue = { rows: () => connectionOf(rows, page({}), keyOf, { totalCount: async () => ((counted += 1), 5) }) };

    await graphql({ schema, rootValue, source: '{ rows { nodes { id } } }' });
    expect(counted).toBe(0);
    expect((await graphql({ schema, rootValue, source: '{ rows { totalCount } }' })).data).toEqual({ rows: { totalCount: 5 } });
    expect(counted).toBe(1);
  });
});

describe('keysetCondition', () => {
  it('walks a whole list in Postgres, page by page, with no row lost or seen twice', async () => {
    const world = await testDatabase('scanner', { migrations: [], entities: [] });
    try {
      const seen: number[] = [];
      let after: [string, number] | undefined;
      for (;;) {
        const { condition, orderBy, params } = keysetCondition({ columns: ['name', 'id'], direction: 'desc' }, after, 2);
        const found = await world.database.system.read((tx) =>
          tx.query<{ name: string; id: number }>(
            `SELECT * FROM (SELECT 'n' || (i % 3) AS name, i AS id FROM generate_series(1, 10) AS s(i)) AS list WHERE ${condition} ORDER BY ${orderBy} LIMIT $1`,
            [4, ...params],
          ),
        );
        if (found.length === 0) break;
        seen.push(...found.map((row) => row.id));
        after = [found.at(-1)!.name, found.at(-1)!.id];
      }
      expect(seen).toEqual([8, 5, 2, 10, 7, 4, 1, 9, 6, 3]);
    } finally {
      await world.drop();
    }
  });

  it('refuses what is not a column, and a key of another length', () => {
    expect(() => keysetCondition({ columns: ['id; DROP TABLE x'], direction: 'asc' }, undefined)).toThrow('not a column');
    expect(() => keysetCondition({ columns: ['a', 'b'], direction: 'asc' }, ['x'])).toThrow('2 columns has 1');
  });
});

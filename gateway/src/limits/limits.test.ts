import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { ask } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

let platform: Platform;
let key: string;
beforeAll(async () => {
  platform = await startPlatform({
    MAX_DEPTH: '8',
    MAX_COST: '1000',
    MAX_ALIASES: '5',
    MAX_DIRECTIVES: '5',
    MAX_TOKENS: '300',
    MAX_SUBSCRIPTIONS: '2',
    MAX_REPETITIONS: '10',
    MAX_ROOT_FIELDS: '3',
    MAX_VARIABLE_VALUES: '50',
    MAX_VARIABLE_DEPTH: '4',
  });
  key = platform.newKey().key;
});
afterAll(() => platform.close());

const over = async (query: string, variables?: Record<string, unknown>) =>
  (await ask(platform.gateway.url, key, query, variables)).errors?.[0]?.extensions;
const repeat = (times: number, text: (at: number) => string): string => Array.from({ length: times }, (_, at) => text(at)).join(' ');

describe('an operation is refused, with the limit and how far it is over, when it', () => {
  it('nests too deep, also through fragments', async () => {
    const deep =
      '{ scan(id: "a") { cloudAccount { latestScan { cloudAccount { latestScan { cloudAccount { latestScan { cloudAccount { id } } } } } } } } }';
    const spread = `{ scan(id: "a") { ...A } } fragment A on Scan { cloudAccount { latestScan { ...B } } } fragment B on Scan { cloudAccount { latestScan { ...C } } }
      fragment C on Scan { cloudAccount { latestScan { cloudAccount { id } } } }`;

    expect(await over(deep)).toMatchObject({ code: 'DEPTH_LIMIT_EXCEEDED', limit: 8, found: 9 });
    expect(await over(spread)).toMatchObject({ code: 'DEPTH_LIMIT_EXCEEDED', limit: 8, found: 9 });
  });

  it('has too many aliases', async () => {
    expect(await over(`{ ${repeat(6, (at) => `a${at}: cloudAccount(id: "a") { id }`)} }`)).toMatchObject({
      code: 'ALIAS_LIMIT_EXCEEDED',
      limit: 5,
      found: 6,
    });
  });

  it('has too many directives', async () => {
    expect(await over(`{ viewer { subject ${repeat(6, () => '@skip(if: false)')} } }`)).toMatchObject({
      code: 'DIRECTIVE_LIMIT_EXCEEDED',
      limit: 5,
      found: 6,
    });
  });

  it('has too many tokens', async () => {
    expect(await over(`{ viewer { ${repeat(400, () => 'subject')} } }`)).toMatchObject({
      code: 'TOKEN_LIMIT_EXCEEDED',
      limit: 300,
      found: 405,
    });
  });

  it('has too many fields when its fragments are written out', async () => {
    const bomb = `{ viewer { ...F0 } } ${repeat(20, (at) => `fragment F${at} on Viewer { subject ${at < 19 ? `...F${at + 1} ...F${at + 1}` : ''} }`)}`;
    expect(await over(bomb)).toMatchObject({ code: 'FIELD_LIMIT_EXCEEDED', limit: 1500, found: expect.any(Number), remedy: expect.any(String) });
    // Also where no operation spreads them: validation looks at them all the same.
    expect(await over(bomb.replace('{ viewer { ...F0 } }', '{ viewer { subject } }'))).toMatchObject({ code: 'FIELD_LIMIT_EXCEEDED' });
  });

  it('asks for one field again and again at the same place, from wherever', async () => {
    const six = repeat(6, () => 'tenant { id }');
    expect(await over(`{ viewer { ${six} ${repeat(5, () => 'tenant { id }')} } }`)).toMatchObject({
      code: 'REPETITION_LIMIT_EXCEEDED',
      limit: 10,
      found: 11,
    });
    expect(await over(`{ viewer { ...A } viewer { ...B } } fragment A on Viewer { ${six} } fragment B on Viewer { ${six} }`)).toMatchObject({
      code: 'REPETITION_LIMIT_EXCEEDED',
      found: 12,
    });
    expect(await over(`{ viewer { ...A ...A ...A } } fragment A on Viewer { ${six} }`)).toBeUndefined();
    expect(await over(`{ viewer { tenant { ${repeat(11, () => 'id')} } } }`)).toMatchObject({ code: 'REPETITION_LIMIT_EXCEEDED', found: 11 });
  });

  it('has too many root fields', async () => {
    const query = (fields: number) => `{ __typename ${repeat(fields, (at) => `a${at}: viewer { subject }`)} }`;
    expect(await over(query(4))).toMatchObject({ code: 'ROOT_FIELD_LIMIT_EXCEEDED', limit: 3, found: 4 });
    expect(await over(query(3))).toBeUndefined();
  });

  it('is within its limits and lies beside one that is not', async () => {
    const { errors } = await ask(platform.gateway.url, key, `query A { viewer { subject } } query B { viewer { ${repeat(11, () => 'subject')} } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: expect.stringMatching(/REPETITION_LIMIT_EXCEEDED|OPERATION_RESOLUTION_FAILURE/) });
  });

  it('has brackets within brackets without end', async () => {
    const query = `{ viewer(a: ${'['.repeat(140)}${']'.repeat(140)}) { subject } }`;
    const deep = `{ viewer ${'{ a '.repeat(99)} ${'}'.repeat(99)} }`;
    expect(await over(deep)).toMatchObject({ code: 'DEPTH_LIMIT_EXCEEDED', found: 100 });
    expect(await over(query)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    const own = await startPlatform({ MAX_TOKENS: '20000' });
    const { errors } = await ask(own.gateway.url, own.newKey().key, `{ viewer(a: ${'['.repeat(9_000)}${']'.repeat(9_000)}) { subject } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'DEPTH_LIMIT_EXCEEDED', limit: 250, found: 9_002 });
    await own.close();
  });

  it('has variables that hold too much or nest too deep, declared or not', async () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
    expect(await over('{ viewer { subject } }', { a: Array.from({ length: 60 }, () => 1) })).toMatchObject({
      code: 'VARIABLE_LIMIT_EXCEEDED',
      limit: 50,
      found: 61,
    });
    expect(await over('{ viewer { subject } }', { a: nested(4) })).toMatchObject({ code: 'VARIABLE_LIMIT_EXCEEDED', limit: 4, found: 5 });
    expect(await over('{ viewer { subject } }', { a: nested(3) })).toBeUndefined();
  });

  it('costs too much: by a literal, a variable, a default of the variable or of the field', async () => {
    const nested = (first: string, head = '') => `query ${head} { cloudAccounts${first} { nodes { assets${first} { nodes { id } } } } }`;
    const n = 100;
    // One page, its accounts, a page for each, the assets of each.
    const cost = 1 + n * (1 + (1 + n));

    expect(await over(nested('(first: 100)'))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', limit: 1000, found: cost });
    expect(await over(nested('(first: $n)', '($n: Int)'), { n })).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', found: cost });
    expect(await over(nested('(first: $n)', '($n: Int = 100)'))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', found: cost });
    expect(await over(nested(''))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', found: 1 + 50 * 52 });
    expect(await over(nested('(first: 5)'))).toBeUndefined();
    expect(await over(nested('(first: $n)', '($n: Int)'), { n: 5 })).toBeUndefined();
  });

  it('multiplies its cost through fragments, however they double, and in no time', async () => {
    const levels = 8;
    const bomb = `{ cloudAccounts(first: 1) { nodes { ...F0 } } } ${repeat(levels, (at) =>
      at === levels - 1
        ? `fragment F${at} on CloudAccount { assetCounts { total } }`
        : `fragment F${at} on CloudAccount { ...F${at + 1} ...F${at + 1} }`,
    )}`;
    const startedAt = performance.now();

    expect(await over(bomb)).toBeUndefined();
    expect(await over(bomb.replace('assetCounts { total }', 'assets(first: 100) { nodes { id } }'))).toMatchObject({
      code: 'COST_LIMIT_EXCEEDED',
    });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('spreads a fragment in itself', async () => {
    const errors = (await ask(platform.gateway.url, key, '{ viewer { ...A } } fragment A on Viewer { subject ...B } fragment B on Viewer { ...A }'))
      .errors;
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });
});

describe('introspection', () => {
  it('is not too deep for itself', async () => {
    const ofType = (levels: number): string => (levels === 0 ? 'name' : `name ofType { ${ofType(levels - 1)} }`);
    expect(await over(`{ __schema { types { fields { type { ${ofType(9)} } } } } }`)).toBeUndefined();
  });

  it('of the whole schema is within the limits, as common clients ask for it', async () => {
    const own = await startPlatform();
    const { errors, data } = await ask(
      own.gateway.url,
      own.newKey().key,
      getIntrospectionQuery({ inputValueDeprecation: true, directiveIsRepeatable: true }),
    );
    expect(errors).toBeUndefined();
    expect(data.__schema.types.length).toBeGreaterThan(50);

    const again = await ask(
      own.gateway.url,
      own.newKey().key,
      `{ ${repeat(16, (at) => `a${at}: __schema { types { name fields { name args { name } type { fields { name } } } } }`)} }`,
    );
    expect(again.errors?.[0]?.extensions).toMatchObject({ code: 'INTROSPECTION_LIMIT_EXCEEDED', limit: 100_000, found: expect.any(Number) });
    await own.close();
  });

  it('does not nest lists in lists without end, through fragments neither', async () => {
    const bomb = `{ ...Root } fragment Root on Query { __schema { types { ...T } } } fragment T on __Type { fields { type { fields { type { fields { name } } } } } }`;
    expect(await over(bomb)).toMatchObject({ code: 'INTROSPECTION_LIMIT_EXCEEDED', limit: 3, found: 4 });
    expect(await over('{ __type(name: "Scan") { fields { type { fields { type { fields { type { fields { name } } } } } } } } }')).toMatchObject({
      code: 'INTROSPECTION_LIMIT_EXCEEDED',
    });
  });

  it('is not offered when it is turned off', async () => {
    const own = await startPlatform({ INTROSPECTION: 'false' });
    const { errors } = await ask(own.gateway.url, own.newKey().key, '{ __schema { queryType { name } } }');

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect((await ask(own.gateway.url, own.newKey().key, '{ viewer { __typename } }')).errors).toBeUndefined();
    await own.close();
  });
});

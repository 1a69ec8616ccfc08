import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { platformTenantId } from '../internal-tokens/internal-principal.ts';
import { RequestError } from './request-error.ts';
import { startTestSubgraph, tenantId, type TestSubgraph } from './subgraph.fixture.ts';

const canary = 'c4n4ry-s3cret';
const sealed = `offload-sealed:${'a'.repeat(40)}.${'b'.repeat(54)}.${'c'.repeat(16)}.${'d'.repeat(30)}.${'e'.repeat(22)}`;

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated", "@requiresScopes"])

  scalar DateTime
  scalar JSON
  scalar SecretString
  scalar SecretJSON

  enum Provider {
    AWS
    AZURE
  }

  type Query {
    hello(times: Int = 1, provider: Provider, since: DateTime): String
    who: String
    boom: String
    boomHard: String!
    manyBooms: [Item!]!
    refused: String
    foreign: String
    wrongAnswer: Int
    nothing: String!
    node(error: Boolean = false): ConnectResult!
    pet: Animal
    settings: Settings @requiresScopes(scopes: [["settings:read"], ["settings:write"]])
    both: String @requiresScopes(scopes: [["scans:read", "scans:run"]])
    known: String @authenticated
    now: DateTime
    document: JSON
  }
  type Mutation {
    connect(input: ConnectInput!): String
  }
  input ConnectInput {
    name: String!
    keys: KeysInput
    regions: [Provider!]
    document: SecretJSON
  }
  input KeysInput {
    accessKeyId: String!
    secret: SecretString!
    age: Int
  }

  type Item {
    name: String
  }
  type Settings {
    arn: String
  }
  interface UserError {
    message: String!
  }
  type NotConnected implements UserError {
    message: String!
  }
  union ConnectResult = Account | NotConnected
  interface Animal {
    name: String
  }
  type Dog implements Animal {
    name: String
  }
  type Account @key(fields: "id") {
    id: ID!
    name: String
    email: String @requiresScopes(scopes: [["accounts:write"]])
  }
`;

let released = 0;
let asked = 0;
const shared = new Error(`shared failure ${canary}`);

const resolvers = {
  Query: {
    hello: (_: unknown, { times, provider }: { times: number; provider?: string }) => `${'hello '.repeat(times)}${provider ?? ''}`,
    who: (_: unknown, _args: unknown, context: { tenant: string }) => context.tenant,
    boom: () => {
      throw new Error(`database says ${canary}`, { cause: new Error('the root of it') });
    },
    boomHard: () => Promise.reject(new GraphQLError(`not ours to show: ${canary}`, { extensions: { code: 'LEAK', canary } })),
    manyBooms: () => [{}, {}, {}],
    refused: () => {
      throw new RequestError('NOT_FOUND', 'There is no such scan');
    },
    foreign: () => {
      throw canary;
    },
    wrongAnswer: () => canary,
    nothing: () => null,
    node: (_: unknown, { error }: { error: boolean }) =>
      error ? { kind: 'NotConnected', message: 'no' } : { __typename: 'Account', id: '1' },
    pet: () => ({ kind: 'Dog', name: 'Rex' }),
    settings: () => {
      asked++;
      return { arn: 'arn' };
    },
    both: () => 'both',
    known: () => 'known',
    now: () => new Date(0),
    document: () => ({ deep: [1] }),
  },
  Item: { name: () => Promise.reject(shared) },
  Mutation: { connect: (_: unknown, { input }: { input: { keys?: { secret: string } } }) => input.keys?.secret ?? 'none' },
  Account: {
    __resolveReference: ({ id }: { id: string }) => (id === 'gone' ? null : { id }),
    name: ({ id }: { id: string }) => `name ${id}`,
    email: () => {
      asked++;
      return 'a@b.c';
    },
  },
};

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph({
    typeDefs,
    resolvers,
    contextOf: (principal) => ({ tenant: principal.tenantId }),
    release: () => {
      released++;
    },
  });
});
afterAll(() => graph.server.close());
beforeEach(() => {
  graph.lines.length = 0;
  asked = 0;
});

const firstError = async (query: string, variables = {}, token = {}) => (await graph.ask(query, variables, token)).body.errors![0]!;

describe('a subgraph', () => {
  it('answers with the context of the caller’s tenant, and releases it', async () => {
    const before = released;
    const { body, status } = await graph.ask('{ who now document }');
    expect(status).toBe(200);
    expect(body).toEqual({ data: { who: tenantId, now: '1970-01-01T00:00:00.000Z', document: { deep: [1] } } });
    expect(released).toBe(before + 1);
  });

  it('tells members of unions and interfaces apart by __typename or kind', async () => {
    const query = 'query ($error: Boolean) { node(error: $error) { __typename ... on NotConnected { message } } pet { __typename } }';
    expect((await graph.ask(query, { error: true })).body.data).toEqual({
      node: { __typename: 'NotConnected', message: 'no' },
      pet: { __typename: 'Dog' },
    });
    expect((await graph.ask(query, { error: false })).body.data.node).toEqual({ __typename: 'Account' });
  });

  it('resolves entities, and null for those that are not there', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { name } } }';
    const { body } = await graph.ask(query, {
      r: [
        { __typename: 'Account', id: '1' },
        { __typename: 'Account', id: 'gone' },
      ],
    });
    expect(body).toEqual({ data: { _entities: [{ name: 'name 1' }, null] } });
  });

  it('serves its SDL to composition and its schema to nobody', async () => {
    expect((await graph.ask('{ _service { sdl } }')).body.data._service.sdl).toContain('@requiresScopes');
    expect((await firstError('{ __schema { types { name } } }')).extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('who may ask a subgraph', () => {
  const send = async (headers: Record<string, string>, query = '{ who }') => {
    const answer = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return { status: answer.status, code: ((await answer.json()) as any).errors?.[0].extensions.code };
  };

  it('is the gateway alone: no token, another service, another audience and no tenant are refused, for _entities and _service too', async () => {
    const refused = { status: 401, code: 'UNAUTHENTICATED' };
    for (const query of [
      '{ who }',
      '{ _service { sdl } }',
      '{ _entities(representations: [{__typename: "Account", id: "1"}]) { __typename } }',
    ]) {
      expect(await send({}, query)).toEqual(refused);
      expect(await send({ authorization: `Bearer ${canary}` }, query)).toEqual(refused);
      expect(await send(await graph.headersFor({}, 'scanner'), query)).toEqual(refused);
      expect(await send(await graph.headersFor({ audience: 'inventory' }), query)).toEqual(refused);
      expect(await send(await graph.headersFor({ tenantId: platformTenantId }), query)).toEqual(refused);
    }
    expect((await send(await graph.headersFor({}))).status).toBe(200);
  });

  it('must hold one of the sets of scopes that a field asks for, whole, or its resolver does not run', async () => {
    const refused = await graph.ask('{ settings { arn } who }');
    expect(refused.body.data).toEqual({ settings: null, who: tenantId });
    expect(refused.body.errors![0]).toMatchObject({ path: ['settings'], extensions: { code: 'FORBIDDEN' } });
    expect(asked).toBe(0);

    expect((await graph.ask('{ settings { arn } }', {}, { scopes: ['settings:write'] })).body.data.settings).toEqual({ arn: 'arn' });
    expect((await firstError('{ both }', {}, { scopes: ['scans:run'] })).extensions.code).toBe('FORBIDDEN');
    expect((await graph.ask('{ both known }', {}, { scopes: ['scans:run', 'scans:read'] })).body.data).toEqual({
      both: 'both',
      known: 'known',
    });
  });

  it('cannot reach a guarded field through _entities either', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { name email } } }';
    const variables = { r: [{ __typename: 'Account', id: '1' }] };
    const { body } = await graph.ask(query, variables);
    expect(body.data._entities).toEqual([{ name: 'name 1', email: null }]);
    expect(body.errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect(asked).toBe(0);

    expect((await graph.ask(query, variables, { scopes: ['accounts:write'] })).body.data._entities[0].email).toBe('a@b.c');
  });
});

describe('the errors of a subgraph', () => {
  it('are INTERNAL with the request id when a resolver breaks; the log has the error and its cause', async () => {
    const { text, body } = await graph.ask('{ boom who }');
    expect(body.data).toEqual({ boom: null, who: tenantId });
    expect(body.errors![0]).toMatchObject({
      message: 'Something went wrong on our side',
      path: ['boom'],
      extensions: { code: 'INTERNAL' },
    });
    expect(text).not.toContain(canary);

    const logged = graph.lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ requestId: body.errors![0]!.extensions.requestId, path: 'boom' });
    expect(logged[0].err.cause.message).toBe('the root of it');
  });

  it.each(['{ boomHard }', '{ foreign }', '{ wrongAnswer }', '{ nothing }'])('are INTERNAL for %s, whatever was thrown', async (query) => {
    const { text, body } = await graph.ask(query);
    expect(body.errors![0]!.extensions).toEqual({ code: 'INTERNAL', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(text).not.toContain(canary);
  });

  it('do not put an answer that does not fit into the log', async () => {
    await graph.ask('{ wrongAnswer }');
    expect(graph.lines.join()).toContain('operation failed');
    expect(graph.lines.join()).not.toContain(canary);
  });

  it('are logged once, although one failure shows at many paths', async () => {
    const { body } = await graph.ask('{ manyBooms { name } }');
    expect(body.errors).toHaveLength(3);
    expect(graph.lines.filter((line) => line.includes('operation failed'))).toHaveLength(1);
  });

  it('are shown as they are when a resolver means it', async () => {
    expect(await firstError('{ refused }')).toMatchObject({ message: 'There is no such scan', extensions: { code: 'NOT_FOUND' } });
  });
});

describe('secrets on their way in', () => {
  const connect = 'mutation ($input: ConnectInput!) { connect(input: $input) }';
  const keys = (secret: unknown, more = {}) => ({ input: { name: 'n', keys: { accessKeyId: 'A', secret, ...more } } });

  it('are taken sealed', async () => {
    expect((await graph.ask(connect, keys(sealed))).body.data).toEqual({ connect: sealed });
  });

  it.each([
    ['in the clear', keys(canary), 'Variable "$input" is not valid at "keys.secret": expected SecretString'],
    ['as another type', keys({ nested: canary }), 'Variable "$input" is not valid at "keys.secret": expected SecretString'],
    ['almost sealed', keys(`${sealed}=${canary}`), 'Variable "$input" is not valid at "keys.secret": expected SecretString'],
    [
      'beside a field of the wrong type',
      keys(canary, { age: canary }),
      'Variable "$input" is not valid at "keys.secret": expected SecretString',
    ],
    [
      'beside a misspelt field',
      keys(sealed, { seecret: canary }),
      'Variable "$input" is not valid at "keys": expected only fields of KeysInput',
    ],
    [
      'as the name of a field',
      keys(sealed, { [canary]: 1 }),
      'Variable "$input" is not valid at "keys": expected only fields of KeysInput',
    ],
    [
      'without a required neighbour',
      { input: { keys: { accessKeyId: 'A', secret: canary } } },
      'Variable "$input" is not valid at "name": expected String!',
    ],
    ['where a whole input belongs', { input: canary }, 'Variable "$input" is not valid: expected ConnectInput'],
    [
      'as an enum value',
      { input: { name: 'n', regions: ['AWS', canary] } },
      'Variable "$input" is not valid at "regions[1]": expected Provider',
    ],
    [
      'in a document',
      { input: { name: 'n', document: { private_key: canary } } },
      'Variable "$input" is not valid at "document": expected SecretJSON',
    ],
    ['not at all', {}, 'Variable "$input" is not valid: expected ConnectInput!'],
  ])('are refused %s, by path and type alone', async (_, variables, message) => {
    const { text, body, status } = await graph.ask(connect, variables);
    expect(status).toBe(400);
    expect(body.errors![0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(text + graph.lines.join()).not.toContain(canary);
  });

  it.each([
    ['a literal', `mutation { connect(input: { name: "n", keys: { accessKeyId: "A", secret: "${canary}" } }) }`],
    ['a sealed literal', `mutation { connect(input: { name: "n", keys: { accessKeyId: "A", secret: "${sealed}" } }) }`],
    ['a block string', `mutation { connect(input: { name: """${canary}""", keys: { secret: """${canary}""" } }) }`],
    ['a literal of another type', `{ hello(times: "${canary}") }`],
    ['a literal date', `{ hello(since: "${canary}") }`],
    ['an object literal', `{ hello(provider: { a: "${canary}" }) }`],
    ['a string for an enum', `{ hello(provider: "${canary}") }`],
    ['a default value', `query ($times: Int = "${canary}") { hello(times: $times) }`],
    ['a document that does not parse', `{ hello "${canary}" }`],
    ['an unended string', `{ hello(times: "${canary}`],
    ['a misspelt argument', `{ hello(tims: "${canary}") }`],
    ['a misspelt field', `mutation { conect(input: { keys: { secret: "${canary}" } }) }`],
  ])('are refused as %s, and never repeated', async (_, query) => {
    const { text, body, status } = await graph.ask(query);
    expect(status).toBe(400);
    expect(body.errors!.length).toBeGreaterThan(0);
    expect(text + graph.lines.join()).not.toContain(canary);
    expect(text).not.toContain('offload-sealed');
  });

  it('are not repeated from a name of an operation, or from a body that is no request', async () => {
    for (const body of [
      { query: '{ who }', operationName: canary },
      { canary },
      canary,
      [canary],
      { query: canary },
      { query: { canary } },
      { query: '{ who }', variables: canary },
    ]) {
      const answer = await fetch(`${graph.url}/graphql`, {
        method: 'POST',
        headers: await graph.headersFor({}),
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toContain(canary);
    }
    const broken = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: await graph.headersFor({}),
      body: `{"query": "${canary}`,
    });
    expect(broken.status).toBe(400);
    expect(await broken.text()).not.toContain(canary);
  });
});

it('does not start with a rule that nobody would enforce', async () => {
  const policed = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@policy"])
    type Query { a: String @policy(policies: [["x"]]) }`;
  await expect(startTestSubgraph({ typeDefs: policed, resolvers: {}, contextOf: () => ({}) })).rejects.toThrow('@policy is not enforced');
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { role, scope, scopesOfRole, type Principal, type Scope } from '@offload/contracts';
import { tenantId } from '@offload/testkit';
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
  valueFromASTUntyped,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { createPreparation, type Prepare } from '../admission/prepare-operation.ts';
import { Refusal } from '../errors/refusal.ts';
import { findSecretPositions } from '../secrets/secret-positions.ts';
import { loadSupergraph } from '../supergraph/load-supergraph.ts';
import { createAuthorization, type Authorize } from './authorize.ts';
import { publicFields } from './public-fields.ts';

const sdl = readFileSync('schemas/supergraph.graphql', 'utf8');

/** What the supergraph's text demands of each field, read apart from the code under test: lists of alternatives, or `known`. */
const demanded = new Map<string, string[][] | 'known'>();
for (const definition of parse(sdl).definitions) {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
  for (const field of definition.fields ?? []) {
    for (const { name, arguments: given } of field.directives ?? []) {
      const key = `${definition.name.value}.${field.name.value}`;
      if (name.value === 'authenticated') demanded.set(key, 'known');
      if (name.value === 'requiresScopes') demanded.set(key, valueFromASTUntyped(given![0]!.value) as string[][]);
    }
  }
}

/** The scopes that a noun takes wherever it is reached. */
const scopeOfNoun: Record<string, Scope> = {
  CloudAccount: 'accounts:read',
  Credential: 'accounts:read',
  Scan: 'scans:read',
  Finding: 'findings:read',
  Check: 'findings:read',
  Asset: 'assets:read',
};

/** One way from a root to a field: the coordinates on it, and a document that goes it. */
interface Way {
  coordinates: readonly string[];
  document: string;
}

interface Step {
  type: GraphQLNamedType;
  coordinates: string[];
  opening: string;
  closing: string;
  variables: string[];
}

let schema: GraphQLSchema;
let ways: Map<string, Way>;
let prepare: Prepare;
let authorize: Authorize;

/** Every field that can be reached, by the shortest way. */
function findWays(): Map<string, Way> {
  const found = new Map<string, Way>();
  const visited = new Set<string>();
  const queue: Step[] = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!].map((type) => ({
    type,
    coordinates: [],
    opening: '{',
    closing: '}',
    variables: [],
  }));

  for (let step = queue.shift(); step; step = queue.shift()) {
    const { type } = step;
    if (visited.has(type.name)) continue;
    visited.add(type.name);
    if (!isObjectType(type) && !isInterfaceType(type)) {
      for (const member of schema.getPossibleTypes(type as never))
        queue.push({ ...step, type: member, opening: `${step.opening} ... on ${member.name} {`, closing: `} ${step.closing}` });
      continue;
    }
    for (const field of Object.values(type.getFields())) {
      const way = wayThrough(step, type.name, field);
      if (!found.has(way.coordinates.at(-1)!)) found.set(way.coordinates.at(-1)!, { coordinates: way.coordinates, document: documentOf(way, field) });
      const next = getNamedType(field.type);
      if ('getFields' in next || 'getTypes' in next) {
        queue.push({
          type: next,
          coordinates: [...way.coordinates],
          opening: `${way.opening} {`,
          closing: `} ${way.closing}`,
          variables: way.variables,
        });
      }
    }
    if (isInterfaceType(type))
      for (const member of schema.getPossibleTypes(type))
        queue.push({ ...step, type: member, opening: `${step.opening} ... on ${member.name} {`, closing: `} ${step.closing}` });
  }
  return found;
}

function wayThrough(step: Step, type: string, field: GraphQLField<unknown, unknown>): Step {
  const required = field.args.filter(isRequiredArgument);
  const variables = [...step.variables];
  const given = required.map((argument) => {
    variables.push(`$v${variables.length}: ${String(argument.type)}`);
    return `${argument.name}: $v${variables.length - 1}`;
  });
  const call = given.length ? `(${given.join(', ')})` : '';
  return { ...step, coordinates: [...step.coordinates, `${type}.${field.name}`], opening: `${step.opening} ${field.name}${call}`, variables };
}

function documentOf(way: Step, field: GraphQLField<unknown, unknown>): string {
  const kind = way.coordinates[0]!.split('.')[0]!.toLowerCase();
  const inner = getNamedType(field.type);
  const selection = 'getFields' in inner || 'getTypes' in inner ? ' { __typename }' : '';
  return `${kind} Reach${way.variables.length ? `(${way.variables.join(', ')})` : ''} ${way.opening}${selection} ${way.closing}`;
}

beforeAll(() => {
  const supergraph = loadSupergraph(sdl);
  schema = supergraph.schema;
  ways = findWays();
  const most = 1_000_000;
  const limits = new Proxy({}, { get: () => most }) as never;
  prepare = createPreparation({ supergraph, positions: findSecretPositions(schema), limits, introspection: true });
  authorize = createAuthorization(schema);
});

/** Who there is: each role, each scope alone as a key has it, and combinations that a way can need. */
const callers: [string, readonly Scope[]][] = [
  ...role.options.map((name): [string, readonly Scope[]] => [`role ${name}`, scopesOfRole[name]]),
  ...scope.options.map((one): [string, readonly Scope[]] => [`key of ${one}`, [one]]),
  ...scope.options.map((one): [string, readonly Scope[]] => [`key of all but ${one}`, scope.options.filter((other) => other !== one)]),
  ['key of nothing', []],
];

/** What happens to the last field of a way: it is asked for, or taken out, or the whole is refused. */
function outcome({ document }: Way, principal: Principal | null): 'SEEN' | 'FORBIDDEN' | 'UNAUTHENTICATED' {
  try {
    return authorize(prepare({ query: document, operationName: null, variables: {} }, 'full'), principal).errors.length ? 'FORBIDDEN' : 'SEEN';
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'FORBIDDEN' || error.code === 'UNAUTHENTICATED')) return error.code;
    throw error;
  }
}

const allows = (coordinate: string, scopes: readonly string[]): boolean => {
  const rule = demanded.get(coordinate);
  return rule === undefined || rule === 'known' || rule.some((all) => all.every((one) => scopes.includes(one)));
};

describe('every field of the graph', () => {
  it('is reached by this test', () => {
    expect(ways.size).toBeGreaterThan(300);
    const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__') ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
    );
    expect(fields.filter((field) => !ways.has(field))).toEqual([]);
  });

  it.each(callers)('is seen by a %s exactly as the directives on the way to it say', (_who, scopes) => {
    const principal: Principal = { tenantId: tenantId(), subject: 'user:one', roles: [], scopes: [...scopes] };
    const wrong: string[] = [];
    for (const [field, way] of ways) {
      const expected = way.coordinates.every((coordinate) => allows(coordinate, scopes)) ? 'SEEN' : 'FORBIDDEN';
      if (outcome(way, principal) !== expected) wrong.push(`${field} should be ${expected}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is seen by nobody who is not known', () => {
    for (const [field, way] of ways) expect(`${field} ${outcome(way, null)}`).toBe(`${field} UNAUTHENTICATED`);
  });

  it('lies behind a directive: every root field has one, but those that are listed as public', () => {
    const roots = [...ways.keys()].filter((field) => /^(Query|Mutation|Subscription)\./.test(field));
    expect(roots.length).toBeGreaterThan(25);
    expect(roots.filter((field) => !demanded.has(field) && !publicFields.has(field))).toEqual([]);
    expect([...publicFields].filter((field) => !roots.includes(field))).toEqual([]);
  });

  it('that leads from one noun to another takes the scope of the other', () => {
    const open: string[] = [];
    for (const [field] of ways) {
      const [type, name] = field.split('.') as [string, string];
      const given = (schema.getType(type) as GraphQLObjectType).getFields()[name]!.type;
      const target = scopeOfNoun[getNamedType(given).name];
      if (!target || !(type in scopeOfNoun) || scopeOfNoun[type] === target) continue;
      if (JSON.stringify(demanded.get(field)) !== JSON.stringify([[target]])) open.push(field);
    }
    expect(open).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validateSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { ask } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';
import { loadSupergraph, type LoadedSupergraph } from './load-supergraph.ts';
import { partnerSchemaOf, readTags, viewOf } from './views.ts';

const introspection = '{ __schema { types { name } queryType { fields { name } } mutationType { fields { name } } } }';
const internal = ['apiKeys', 'auditEvents', 'auditLogVerification'];

let platform: Platform;
let supergraph: LoadedSupergraph;
beforeAll(async () => {
  platform = await startPlatform();
  supergraph = loadSupergraph(await readFile('schemas/supergraph.graphql', 'utf8'));
});
afterAll(() => platform.close());

const namesIn = (list: { name: string }[]): string[] => list.map(({ name }) => name);

describe('what partners see of the graph', () => {
  it('is a schema of its own that holds, without what only it would have needed', () => {
    const { full, partner } = supergraph.views;

    expect(validateSchema(partner)).toEqual([]);
    expect(Object.keys(partner.getQueryType()!.getFields())).toEqual(
      expect.arrayContaining(['cloudAccounts', 'scans', 'findings', 'assets', 'webhooks']),
    );
    for (const field of internal) expect(partner.getQueryType()!.getFields()[field]).toBeUndefined();
    expect(full.getType('AuditEvent')).toBeDefined();
    expect(partner.getType('AuditEvent')).toBeUndefined();
  });

  it('is what introspection shows to a key that was made for a partner, and to somebody unknown', async () => {
    for (const key of [platform.newKey().key, undefined]) {
      const { data } = await ask(platform.gateway.url, key, introspection);
      expect(namesIn(data.__schema.queryType.fields)).toContain('cloudAccounts');
      for (const field of internal) expect(namesIn(data.__schema.queryType.fields)).not.toContain(field);
      expect(namesIn(data.__schema.types)).not.toContain('AuditEvent');
    }
  });

  it('is all that such a key can ask for, whatever its scopes, and errors suggest nothing else', async () => {
    const { status, errors } = await ask(platform.gateway.url, platform.newKey().key, '{ auditEvent { nodes { id } } auditEvents { nodes { id } } }');

    expect(status).toBe(400);
    expect(errors!.map(({ extensions }) => extensions!['code'])).toEqual(['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
    expect(JSON.stringify(errors)).not.toMatch(/Did you mean[^?]*auditEvents/);
  });

  it('does not limit people, nor keys that have their roles', async () => {
    const { key, principal } = platform.newKey();
    principal.roles.push('ADMIN');
    const { data } = await ask(platform.gateway.url, key, introspection);

    expect(namesIn(data.__schema.queryType.fields)).toContain('auditEvents');
    expect(viewOf({ ...principal, subject: 'user:one', roles: [] })).toBe('full');
  });

  it('is a decision for each root field: neither tag, or both, fails', () => {
    const graph = buildSchema('type Query { a: Int b: Int }');
    const tagged = (a: string, b: string) => readTags(parse(`type Query { a: Int ${a} b: Int ${b} }`));
    const partner = '@tag(name: "partner")';
    const internalTag = '@tag(name: "internal")';

    expect(Object.keys(partnerSchemaOf(graph, tagged(partner, internalTag)).getQueryType()!.getFields())).toEqual(['a']);
    expect(() => partnerSchemaOf(graph, tagged(partner, ''))).toThrow('Query.b must be tagged');
    expect(() => partnerSchemaOf(graph, tagged(partner, `${partner} ${internalTag}`))).toThrow('Query.b must be tagged');
  });
});

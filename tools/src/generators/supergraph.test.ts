import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { composeSupergraph, CompositionFailed, generate } from './supergraph.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@policy"])\n';
const compose = (a: string, b: string) => () =>
  composeSupergraph([
    { name: 'a', sdl: link + a },
    { name: 'b', sdl: link + b },
  ]);

describe('the supergraph', () => {
  it('is what the four subgraphs compose to, and what is committed', async () => {
    const [file] = await generate(process.cwd());

    expect(file).toEqual({ path: 'schemas/supergraph.graphql', content: await readFile('schemas/supergraph.graphql', 'utf8') });
  });

  it('holds no address', async () => {
    const [file] = await generate(process.cwd());
    const addresses = [...file!.content.matchAll(/@join__graph\(name: "(\w+)", url: "([^"]+)"/g)].map(([, , url]) => url);

    expect(addresses).toHaveLength(4);
    expect(addresses.every((url) => new URL(url!).hostname.endsWith('.invalid'))).toBe(true);
  });
});

describe('composition', () => {
  it('fails when subgraphs contradict each other, with the code', () => {
    expect(
      compose('type Query { a: Int } type T @key(fields: "id") { id: ID! x: Int }', 'type T @key(fields: "id") { id: ID! x: Int }'),
    ).toThrow(/INVALID_FIELD_SHARING/);
  });

  it('fails on hints that clients would feel', () => {
    const described = (text: string, query: string) => `${query} "${text}" type T @key(fields: "id") { id: ID! }`;
    expect(compose(described('one', 'type Query { t: T }'), described('two', ''))).toThrow(/INCONSISTENT_DESCRIPTION/);
  });

  it('fails on @policy, which nobody enforces', () => {
    expect(compose('type Query { a: Int @policy(policies: [["p"]]) }', 'type Query { b: Int }')).toThrow(CompositionFailed);
    expect(compose('type Query { a: Int }', 'type Query { b: Int }')).not.toThrow();
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { loadSupergraph } from './load-supergraph.ts';

let sdl: string;
beforeAll(async () => {
  sdl = await readFile('schemas/supergraph.graphql', 'utf8');
});

describe('the supergraph', () => {
  it('is loaded with its access rules, and given to Apollo without them', () => {
    const { rules, sdl: stripped, subgraphs } = loadSupergraph(sdl);

    expect(rules.get('Query.assets')).toEqual([{ scopes: [['assets:read']] }]);
    expect(rules.get('Query.viewer')).toEqual([{ scopes: null }]);
    expect(stripped).not.toMatch(/requiresScopes|authenticated/);
    expect([...subgraphs].sort()).toEqual(['accounts', 'credentials', 'inventory', 'scanner']);
  });

  it('does not start with a root field that is open to anybody', () => {
    const open = sdl.replace(/(\n {2}viewer: Viewer![^\n]*) @authenticated/, '$1');

    expect(open).not.toBe(sdl);
    expect(() => loadSupergraph(open)).toThrow('Query.viewer has neither @authenticated nor @requiresScopes');
  });
});

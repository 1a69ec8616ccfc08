import { describe, expect, it } from '@jest/globals';
import { readAccessRules } from '@offload/service-kit';
import { buildSchema, parse } from 'graphql';
import { generate, describeApi } from './reference.ts';

const sdl = `
  directive @authenticated on FIELD_DEFINITION
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION
  type Query {
    "The things."
    things("How many." first: Int = 50, "Which." filter: ThingFilter): [Thing!]! @requiresScopes(scopes: [["a:read", "b:read"], ["all"]])
    "Who asks."
    me: String! @authenticated
  }
  "A thing."
  type Thing {
    "Its kind | sort."
    kind: Kind!
    "Its parts."
    parts("How many." first: Int = 10): [Thing!] @requiresScopes(scopes: [["parts:read"]])
    "Its old name."
    label: String @deprecated(reason: "Use kind.")
  }
  "Which things."
  input ThingFilter { "Of this kind." kind: Kind = BIG }
  "A kind."
  enum Kind { "Large." BIG "Not large." SMALL }
`;
const api = (text: string) => ({ sdl: text, schema: buildSchema(text), rules: readAccessRules(parse(text)) });
const operations = [{ path: 'libs/client/operations/thing/list.graphql', document: parse('query Things { things { kind } }') }];
const failures = { errorCatalogue: { TOO_MANY: { status: 429, meaning: 'There are\ntoo many.', remedy: 'Wait.' } }, closeCodes: { 4401: 'Who are you?' } };
const page = (name: string, text = sdl): string => describeApi(api(text), operations, failures).find(({ path }) => path === `docs/reference/${name}`)!.content;

describe('the reference', () => {
  it('tells of each operation its arguments with their defaults, what it gives, what it demands and what asks it', () => {
    const queries = page('queries.md');

    expect(queries).toContain('## things\n\nThe things.\n\nGives \\[[Thing](objects.md#thing)!\\]!. Demands `a:read` and `b:read`, or `all`.');
    expect(queries).toContain('| `first` | Int | `50` | How many. |');
    expect(queries).toContain('| `filter` | [ThingFilter](inputs.md#thingfilter) |  | Which. |');
    expect(queries).toContain('In `@offload/client`: [Things](../../libs/client/operations/thing/list.graphql).');
    expect(queries).toContain('## me\n\nWho asks.\n\nGives String!. Demands any credentials.');
  });

  it('tells of each type its fields with what they demand, values and defaults', () => {
    expect(page('objects.md')).toContain('| `kind` | [Kind](enums.md#kind)! |  | Its kind \\| sort. |');
    expect(page('objects.md')).toContain('| `parts` | \\[[Thing](objects.md#thing)!\\] | `parts:read` | Its parts.<br>`first`: Int = `10`: How many. |');
    expect(page('objects.md')).toContain('**Deprecated**: Use kind. Its old name.');
    expect(page('inputs.md')).toContain('| `kind` | [Kind](enums.md#kind) | `BIG` | Of this kind. |');
    expect(page('enums.md')).toContain('| `SMALL` | Not large. |');
  });

  it('tells of each code of the catalogue what it means and what to do, and what a WebSocket is closed with', () => {
    expect(page('errors.md')).toContain('| `TOO_MANY` | 429 | There are too many. | Wait. |');
    expect(page('errors.md')).toContain('| 4401 | Who are you? |');
  });

  it('is refused when an element has no description, and names it', () => {
    for (const [text, coordinate] of [['"Not large."', 'Kind.SMALL'], ['"Of this kind."', 'ThingFilter.kind'], ['"Who asks."', 'Query.me'], ['"Which."', 'Query.things(filter:)'], ['"A thing."', 'Thing']] as const)
      expect(() => page('README.md', sdl.replace(text, ''))).toThrow(`${coordinate} has no description`);
  });

  it('of the graph leads nowhere that is not there', async () => {
    const pages = new Map((await generate(process.cwd())).map(({ path, content }) => [path.replace('docs/reference/', ''), content]));
    const targets = new Set([...pages].flatMap(([name, content]) => [name, ...[...content.matchAll(/^## (\w+)$/gm)].map(([, heading]) => `${name}#${heading!.toLowerCase()}`)]));
    const links = [...pages.values()].flatMap((content) => [...content.matchAll(/\]\(([a-z]+\.md[^)]*)\)/g)].map(([, link]) => link!));

    expect(links.length).toBeGreaterThan(200);
    expect(links.filter((link) => !targets.has(link))).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { compareSchemas } from './compare-schemas.ts';
import { compareWithReleased } from './released-schema.ts';

const demands = (text: string): string => `
  directive @authenticated on OBJECT | FIELD_DEFINITION
  directive @requiresScopes(scopes: [[String!]!]!) on OBJECT | FIELD_DEFINITION
  ${text}`;
const released = demands(`
  type Query {
    scan(id: ID!, verbose: Boolean): Scan @requiresScopes(scopes: [["scans:read"], ["all"]])
    viewer: String! @authenticated
  }
  type Scan { id: ID! status: ScanStatus! secret: String }
  enum ScanStatus { RUNNING DONE }
`);
const none = { breaking: [], dangerous: [] };
const compare = (from: string, to: string) => {
  expect(released).toContain(from);
  return compareSchemas(released, released.replace(from, to));
};

describe('a change of the API', () => {
  it('passes when it adds a field, an argument that may be left out, or a description', async () => {
    expect(await compareSchemas(released, released)).toEqual(none);
    expect(await compare('id: ID! status', '"Its id." id: ID! more: Int @requiresScopes(scopes: [["more:read"]]) status')).toEqual(none);
    expect(await compare('verbose: Boolean)', 'verbose: Boolean, depth: Int)')).toEqual({ breaking: [], dangerous: [expect.stringContaining('depth')] });
  });

  it('breaks clients when it removes a field, a value or an argument', async () => {
    expect(await compare('secret: String', '')).toEqual({ ...none, breaking: ["Field 'secret' was removed from object type 'Scan'"] });
    expect((await compare('RUNNING DONE', 'RUNNING')).breaking).toHaveLength(1);
    expect((await compare(', verbose: Boolean', '')).breaking).toHaveLength(1);
  });

  it('breaks clients when it makes an argument required, or demands a new one', async () => {
    expect((await compare('verbose: Boolean', 'verbose: Boolean!')).breaking).toHaveLength(1);
    expect((await compare('verbose: Boolean', 'verbose: Boolean, depth: Int!')).breaking).toHaveLength(1);
  });

  it('breaks clients when what was always there may be null', async () => {
    expect((await compare('status: ScanStatus!', 'status: ScanStatus')).breaking).toHaveLength(1);
  });

  it('may surprise clients when an enum has a new value', async () => {
    expect(await compare('RUNNING DONE', 'RUNNING DONE FAILED')).toEqual({ breaking: [], dangerous: [expect.stringContaining('FAILED')] });
  });
});

describe('a change of who may read what', () => {
  it('breaks clients when a scope is demanded that was not, or an alternative is gone', async () => {
    expect((await compare('[["scans:read"], ["all"]]', '[["scans:read", "more"], ["all"]]')).breaking).toEqual(['Query.scan is taken from who has scans:read']);
    expect((await compare('[["scans:read"], ["all"]]', '[["scans:read"]]')).breaking).toEqual(['Query.scan is taken from who has all']);
    expect((await compare('@authenticated\n', '@requiresScopes(scopes: [["settings:read"]])\n')).breaking).toEqual(['Query.viewer is taken from who has no scope of its own']);
    expect((await compare('secret: String', 'secret: String @requiresScopes(scopes: [["secrets:read"]])')).breaking).toEqual(['Scan.secret is taken from who has no scope of its own']);
    expect((await compare('type Scan {', 'type Scan @requiresScopes(scopes: [["x"]]) {')).breaking).toEqual(['Scan is taken from who has no scope of its own']);
  });

  it('passes and is told of when it lets more in', async () => {
    expect(await compare('[["scans:read"], ["all"]]', '[["scans:read"], ["all"], ["scans:run"]]')).toEqual({ breaking: [], dangerous: ['Query.scan is given to who has scans:run'] });
    expect(await compare('[["scans:read"], ["all"]]', '[["all"], ["scans:read"]]')).toEqual(none);
  });

  it('counts as both when a scope takes the place of another', async () => {
    expect(await compare('["all"]', '["scans:run"]')).toEqual({ breaking: ['Query.scan is taken from who has all'], dangerous: ['Query.scan is given to who has scans:run'] });
  });
});

describe('the API of the graph', () => {
  it('breaks no client that was written against the released one', async () => {
    expect((await compareWithReleased(process.cwd())).breaking).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { once } from 'node:events';
import { startGatewayProcess, startIdleProcess, type GatewayProcess, type IdleProcess } from './testing/gateway-process.ts';

const repeat = (times: number, text: (at: number) => string): string => Array.from({ length: times }, (_, at) => text(at)).join(' ');
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
const circle = (levels: number): string => (levels === 0 ? 'id' : `cloudAccount { latestScan { ${circle(levels - 1)} } }`);
const tree = (levels: number): string => (levels === 0 ? 'id' : `tenant { ${tree(levels - 1)} } tenant { ${tree(levels - 1)} }`);
const bomb = (levels: number, leaf: string): string =>
  `{ viewer { ...F0 } } ${repeat(levels, (at) => `fragment F${at} on Viewer { ${at === levels - 1 ? leaf : `...F${at + 1} ...F${at + 1}`} }`)}`;
const sent = (query: string, variables?: unknown): string => JSON.stringify({ query, variables });
const ok = null;

/** What is sent, and the code that it is refused with; null: it is allowed, and only expensive. */
const attacks: readonly (readonly [string, string, string | null])[] = [
  ['deep', sent(`{ scan(id: "a") { ${circle(60)} } }`), 'DEPTH_LIMIT_EXCEEDED'],
  ['brackets in brackets', sent(`{ viewer(a: ${'['.repeat(900)}${']'.repeat(900)}) { subject } }`), 'DEPTH_LIMIT_EXCEEDED'],
  ['wide', sent(`{ viewer { ${repeat(1_900, (at) => `field${at}`)} } }`), 'FIELD_LIMIT_EXCEEDED'],
  ['wide without end', sent(`{ viewer { ${repeat(60_000, () => 'subject')} } }`), 'BODY_LIMIT_EXCEEDED'],
  ['fields that nobody knows', sent(`{ viewer { ${repeat(1_400, (at) => `subjekt${at}`)} } }`), 'GRAPHQL_VALIDATION_FAILED'],
  ['aliases', sent(`{ ${repeat(200, (at) => `a${at}: viewer { subject }`)} }`), 'ALIAS_LIMIT_EXCEEDED'],
  ['root fields', sent(`{ ${repeat(30, (at) => `a${at}: viewer { subject }`)} }`), 'ROOT_FIELD_LIMIT_EXCEEDED'],
  [
    'a fragment in itself',
    sent('{ viewer { ...A } } fragment A on Viewer { subject ...B } fragment B on Viewer { ...A }'),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'fragments all in each other',
    sent(`{ viewer { ...F0 } } ${repeat(40, (at) => `fragment F${at} on Viewer { tenant { ${repeat(15, (to) => `...F${(at + to) % 40}`)} } }`)}`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a fragment bomb', sent(bomb(60, 'subject')), 'FIELD_LIMIT_EXCEEDED'],
  ['a bomb of nothing but spreads', sent(bomb(60, '...F0')), 'GRAPHQL_VALIDATION_FAILED'],
  ['directives', sent(`{ viewer { subject ${repeat(250, () => '@skip(if: false)')} } }`), 'DIRECTIVE_LIMIT_EXCEEDED'],
  ['one field again and again', sent(`{ viewer { ${repeat(1_400, () => 'subject')} } }`), 'REPETITION_LIMIT_EXCEEDED'],
  ['one field with fields again and again', sent(`{ ${repeat(490, () => 'viewer { subject }')} }`), 'REPETITION_LIMIT_EXCEEDED'],
  ['fields that fall together on every level', sent(`{ viewer { ${tree(7)} } }`), 'REPETITION_LIMIT_EXCEEDED'],
  ['as much falls together as may', sent(`{ viewer { ${repeat(50, () => 'subject roles scopes tenant { id name }')} } }`), ok],
  ['many variables', sent('{ viewer { subject } }', { a: Array.from({ length: 100_000 }, () => 1) }), 'VARIABLE_LIMIT_EXCEEDED'],
  [
    'many names of variables',
    sent('{ viewer { subject } }', Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`v${at}`, at]))),
    'VARIABLE_LIMIT_EXCEEDED',
  ],
  ['deep variables', sent('{ viewer { subject } }', nested(50)), 'VARIABLE_LIMIT_EXCEEDED'],
  ['variables without bottom', `{"query":"{ viewer { subject } }","variables":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`, 'BAD_REQUEST'],
  ['a body of brackets', '['.repeat(400_000), 'BAD_REQUEST'],
  ['a poisoned prototype', '{"query":"{ viewer { subject } }","variables":{"__proto__":{"a":1}}}', 'BAD_REQUEST'],
  ['a batch', JSON.stringify(Array.from({ length: 5_000 }, () => ({ query: '{ viewer { subject } }' }))), 'BATCHING_NOT_SUPPORTED'],
  ['a long name', sent(`{ ${'a'.repeat(400_000)} }`), 'BODY_LIMIT_EXCEEDED'],
  ['many long names', sent(`{ viewer { ${repeat(300, (at) => `${'a'.repeat(1_200)}${at}`)} } }`), 'BODY_LIMIT_EXCEEDED'],
  ['a long text', sent(`{ cloudAccount(id: "${'é'.repeat(200_000)}") { id } }`), 'BODY_LIMIT_EXCEEDED'],
  ['nothing but commas', sent(`${','.repeat(400_000)}{ viewer { subject } }`), 'BODY_LIMIT_EXCEEDED'],
  ['nothing but comments', sent(`${'#a\n'.repeat(120_000)}{ viewer { subject } }`), 'BODY_LIMIT_EXCEEDED'],
  ['an open block string', sent(`{ cloudAccount(id: """${'\\"""\n '.repeat(40_000)}) { id } }`), 'BODY_LIMIT_EXCEEDED'],
  ['characters of nobody', sent('{ viewer { subject\u0000\ud800 \u202e } }'), 'GRAPHQL_PARSE_FAILED'],
  ['a number without end', sent(`{ cloudAccounts(first: ${'9'.repeat(200_000)}) { totalCount } }`), 'BODY_LIMIT_EXCEEDED'],
  ['a huge number', '{"query":"query($n: Int) { cloudAccounts(first: $n) { totalCount } }","variables":{"n":1e308}}', 'BAD_USER_INPUT'],
  ['pages of pages', sent('{ cloudAccounts(first: 100) { nodes { assets(first: 100) { nodes { id } } } } }'), 'COST_LIMIT_EXCEEDED'],
  [
    'the schema of the schema',
    sent('{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }'),
    'INTROSPECTION_LIMIT_EXCEEDED',
  ],
  [
    'the schema again and again',
    sent(`{ ${repeat(20, (at) => `a${at}: __schema { types { fields { type { fields { name } } } } }`)} }`),
    'INTROSPECTION_LIMIT_EXCEEDED',
  ],
  ['too much', sent(`{ viewer { subject } } #${'x'.repeat(2_000_000)}`), 'BODY_LIMIT_EXCEEDED'],
];

describe('hostile operations', () => {
  let gateway: GatewayProcess;
let machine: IdleProcess;
  beforeAll(async () => {
    const rates = ['RATE_PER_SECOND', 'RATE_BURST', 'RATE_PER_TENANT', 'RATE_BURST_PER_TENANT'].map((name) => [name, '1000000']);
    machine = await startIdleProcess();
    gateway = await startGatewayProcess({ BODY_TIMEOUT_MS: '1000', ...Object.fromEntries(rates) });
  }, 20_000);
  afterAll(async () => {
    await gateway.close();
    await machine.close();
  });

  async function send(body: string, key = gateway.key): Promise<{ code: string | null; bytes: number }> {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });
    const text = await response.text();
    return { code: (JSON.parse(text) as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code ?? null, bytes: text.length };
  }

  const everything = async (): Promise<void> => {
    for (const [, body] of attacks) await send(body);
  };

  it.each(attacks)('%s: answered with its code, in few words', async (_name, body, code) => {
    const answer = await send(body);
    expect(answer.code).toBe(code);
    expect(answer.bytes).toBeLessThan(code === ok ? 500_000 : 16_000);
  });

  it('all together hold up nobody, break nothing and leave nothing behind', async () => {
    await everything();
    const before = await gateway.report();
    await machine.p99Ms();

    const attack = Promise.all(Array.from({ length: 4 }, async () => [await everything(), await everything()]));
    let attacking = true;
    void attack.finally(() => {
      attacking = false;
    });
    let served = 0;
    for (; attacking || served < 10; served++) expect((await send(sent('{ viewer { subject } }'), gateway.otherKey)).code).toBeNull();
    await attack;

    const after = await gateway.report();
    const machineMs = await machine.p99Ms();
    const grownMiB = (after.heapBytes - before.heapBytes) / 2 ** 20;
    process.stderr.write(
      `hostile operations: ${attacks.length * 8} attacks, ${served} others served, event loop p99 ${after.p99Ms.toFixed(1)} ms, max ${after.maxMs.toFixed(1)} ms, of an idle process p99 ${machineMs.toFixed(1)} ms, heap ${grownMiB.toFixed(1)} MiB more\n`,
    );
    expect(after.p99Ms).toBeLessThan(100 + machineMs);
    expect(grownMiB).toBeLessThan(16);
    expect(after.failures).toEqual([]);
    expect(gateway.isAlive).toBe(true);
  }, 25_000);

  it('bodies that come a byte at a time are given up on, and others are served meanwhile', async () => {
    const { port } = new URL(gateway.url);
    const slow = Array.from({ length: 100 }, async () => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      let answer = '';
      socket.on('data', (data) => {
        answer += String(data);
      });
      socket.write('POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{');
      const drip = setInterval(() => socket.write(' '), 100);
      await once(socket, 'close');
      clearInterval(drip);
      return answer;
    });
    for (let times = 0; times < 20; times++) expect((await send(sent('{ viewer { subject } }'), gateway.otherKey)).code).toBeNull();

    const answers = await Promise.all(slow);
    expect(answers.filter((answer) => !/^HTTP\/1\.1 408[^]*"REQUEST_TIMEOUT"/.test(answer))).toEqual([]);
  }, 15_000);
});

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { connect, everyNode, onboarded, scanEnded } from './testing/graph.ts';
import { filesWith, formsIn, formsOf } from './testing/search-bytes.ts';
import { beginStory, storyAccountId, type Story } from './testing/story.ts';

// In the alphabet of AWS secret keys, with characters that URL and JSON encodings change.
const canary = `CANARY+${randomBytes(24).toString('base64').replaceAll('=', '')}/end`;
/** Other providers' secrets, by what they are; a private key by a line of it. */
const entered = new Map([['canary', canary], ['client secret', `aZ1~${randomBytes(24).toString('base64url')}`]]);
const planted = `PLANTED-${randomBytes(12).toString('hex')}`;
const answers: string[] = [];
const traces: Buffer[] = [];
/** Takes the platform's traces, as a collector would. */
const collector = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => traces.push(chunk)).on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
});
let story: Story;

/** Sends an operation, and keeps all of the answer. */
async function send(query: string, variables: Record<string, unknown> = {}): Promise<string> {
  const response = await fetch(`${story.platform.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${story.platform.apiKey}` },
    body: JSON.stringify({ query, variables }),
  });
  const text = JSON.stringify([...response.headers]) + (await response.text());
  answers.push(text);
  return text;
}

const connectWith = 'mutation ($input: ConnectAwsAccountInput!) { connectAwsAccount(input: $input) { __typename ... on UserError { message } ... on CloudAccount { id } } }';
const keys = (secretAccessKey: unknown, over = {}) => ({ input: { name: 'Canary', accessKeys: { accessKeyId: 'AKIACANARYCANARY1234', secretAccessKey, ...over } } });

/** A dump of every database, rows and all, as text. */
async function dump(): Promise<string> {
  let text = '';
  for (const database of ['offload_accounts', 'offload_credentials', 'offload_scanner', 'offload_inventory', 'offload_bus']) {
    const url = new URL(story.platform.databaseAdminUrl);
    url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) text += JSON.stringify((await client.query(`SELECT * FROM ${name}`)).rows, (_key, value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value));
    await client.query('CHECKPOINT');
    await client.end();
  }
  return text;
}

beforeAll(async () => {
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const otlpEndpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  story = await beginStory({ canary: planted, otlpEndpoint, overrides: { credentials: { LOG_LEVEL: 'trace' }, accounts: { LOG_LEVEL: 'trace' }, gateway: { LOG_LEVEL: 'trace' }, scanner: { LOG_LEVEL: 'trace' } } });
}, 60_000);
afterAll(async () => {
  await story?.end();
  collector.close();
}, 30_000);

describe('a secret that was entered', () => {
  it('is accepted in a variable, and its account connects', async () => {
    await story.simulator.putUser({
      accountId: storyAccountId,
      userName: 'canary',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecurityAudit'],
      inlinePolicies: {
        OffloadSecuritySupplement: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Resource: '*', Action: ['securityhub:GetFindings', 'guardduty:ListDetectors', 'guardduty:ListFindings', 'guardduty:GetFindings', 'config:GetComplianceSummaryByConfigRule', 'cloudtrail:LookupEvents', 'tag:GetResources', 'ecr:DescribeRepositories', 'ecr:DescribeImages'] }],
        },
      },
      accessKeys: [{ accessKeyId: 'AKIACANARYCANARY1234', secretAccessKey: canary }],
    });
    const answer = await connect(story.graph, keys(canary).input);
    answers.push(JSON.stringify(answer));

    expect(answer).toMatchObject({ __typename: 'CloudAccount' });
    const { status, gaps } = await scanEnded(story.graph, answer.id!);
    expect([status, gaps.filter(({ reason }) => reason !== 'NOT_ENABLED')]).toEqual(['COMPLETED', []]);
  }, 90_000);

  it('is accepted of Azure and of Google Cloud, and their accounts connect', async () => {
    const { subscriptionId, directoryId } = await story.simulator.azure.createSubscription();
    const clientSecret = entered.get('client secret')!;
    const { clientId } = await story.simulator.azure.createApplication({ directoryId, secrets: [{ value: clientSecret }] });
    for (const role of ['Reader', 'Security Reader', 'Log Analytics Reader']) await story.simulator.azure.assign({ subscriptionId, clientId, role });
    const { projectId } = await story.simulator.gcp.createProject();
    const { key } = await story.simulator.gcp.applyOnboarding({ projectId });
    entered.set('private key', key.private_key.split('\n')[2]!);

    const azure = { name: 'Canary', tenantId: directoryId, clientId, subscriptionId, clientSecret };
    const inputs = { connectAzureAccount: azure, connectGcpAccount: { name: 'Canary', projectId, serviceAccountKey: key } };
    for (const [mutation, input] of Object.entries(inputs)) {
      const answer = await connect(story.graph, input, mutation);
      answers.push(JSON.stringify(answer));
      expect(answer).toMatchObject({ __typename: 'CloudAccount' });
      expect(await scanEnded(story.graph, answer.id!)).toMatchObject({ status: 'COMPLETED' });
    }
  }, 90_000);

  it.each<[string, (key: Record<string, unknown>) => unknown, RegExp]>([
    ['as the text of a file that says it is something else', (key) => JSON.stringify({ ...key, type: 'external_account' }), /EXTERNAL_ACCOUNT_NOT_ACCEPTED/],
    ['in a document with a field too many', (key) => ({ ...key, credential_source: { file: '/etc/passwd' } }), /KEY_FILE_/],
    ['in a text that ends too early', (key) => JSON.stringify(key).slice(0, -1), /KEY_FILE_NOT_JSON/],
    ['in a list', (key) => [key], /KEY_FILE|errors/],
    ['in a document of a megabyte', (key) => ({ ...key, padding: 'x'.repeat(1_000_000) }), /errors/],
    ['for a project that it may not see', (key) => key, /ConnectionTestFailed/],
  ])('of Google Cloud, %s: is refused, and is not repeated', async (_how, changed, expected) => {
    const { projectId } = await story.simulator.gcp.createProject({ size: 0 });
    const { projectId: elsewhere } = await story.simulator.gcp.createProject({ size: 0 });
    const { key } = await story.simulator.gcp.applyOnboarding({ projectId });
    const query = `mutation ($input: ConnectGcpAccountInput!) {
      connectGcpAccount(input: $input) { __typename ... on InvalidCredentialInput { code message remedy } ... on UserError { message } }
    }`;
    const text = await send(query, { input: { name: 'Canary', projectId: elsewhere, serviceAccountKey: changed({ ...key }) } });
    expect(text).toMatch(expected);
    expect(formsIn(Buffer.from(text), formsOf(key.private_key.split('\n')[2]!))).toEqual([]);
  }, 30_000);

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ['as a literal', `mutation { connectAwsAccount(input: { name: "x", accessKeys: { accessKeyId: "AKIA", secretAccessKey: "${canary}" } }) { __typename } }`, {}, /SECRET_LITERAL/],
    ['as the default of a variable', `mutation ($s: SecretString! = "${canary}") { connectAwsAccount(input: { name: "x", accessKeys: { accessKeyId: "AKIA", secretAccessKey: $s } }) { __typename } }`, {}, /SECRET_LITERAL/],
    ['in a list', connectWith, keys([canary]), /secretAccessKey/],
    ['in an object', connectWith, keys({ value: canary }), /secretAccessKey/],
    ['beside a misspelt field', connectWith, keys(canary, { sesionToken: canary }), /sesionToken|accessKeys/],
    ['in a field that does not exist', connectWith, { input: { name: 'x', secret: canary } }, /secret|input/],
    ['where a region belongs', connectWith, { input: { ...keys('x').input, regions: { [canary]: canary } } }, /regions/],
    ['as the id of a key', connectWith, { input: { name: 'x', accessKeys: { accessKeyId: canary, secretAccessKey: canary } } }, /InvalidCredentialInput/],
    ['with the wrong key id', connectWith, { input: { name: 'x', accessKeys: { accessKeyId: 'AKIAUNKNOWNUNKNOWN99', secretAccessKey: canary } } }, /ConnectionTestFailed/],
    ['as a session token', connectWith, keys(canary, { accessKeyId: 'ASIACANARYCANARY1234', sessionToken: canary }), /ConnectionTestFailed/],
    ['in an operation that does not parse', `mutation { connectAwsAccount(input: { secretAccessKey: "${canary}" `, {}, /errors/],
    ['too long', connectWith, keys(canary.repeat(3000)), /errors/],
  ])('%s: is refused or fails, and is not repeated', async (_how, query, variables, expected) => {
    const text = await send(query, variables);
    expect(text).toMatch(expected);
    expect(formsIn(Buffer.from(text), formsOf(canary))).toEqual([]);
  }, 30_000);
});

describe('the secrets', () => {
  it('would be found by this search, were they anywhere', () => {
    const forms = formsOf(canary);
    for (const text of [canary, JSON.stringify({ a: canary }), encodeURIComponent(canary), Buffer.from(`x${canary}yz`).toString('base64'), Buffer.from(`xx${canary}y`).toString('base64url')]) {
      expect(formsIn(Buffer.from(text), forms).length).toBeGreaterThan(0);
      expect(formsIn(gzipSync(text), forms).length).toBeGreaterThan(0);
    }
  });

  it('are in no answer, no log, no trace and no row of any database', async () => {
    answers.push(JSON.stringify(await everyNode(story.graph, 'query ($after: String) { connection: assets(first: 100, after: $after) { nodes { name tags configuration } pageInfo { hasNextPage endCursor } } }')));
    const rows = await dump();
    const deadline = Date.now() + 15_000; // spans are sent in batches, every five seconds
    while (Buffer.concat(traces).length < 10_000 && Date.now() < deadline) await once(collector, 'request');
    for (const [name, text] of [['answers', answers.join('\n')], ['log', story.platform.log()], ['traces', Buffer.concat(traces).toString()], ['rows', rows]] as const) {
      expect(text.length).toBeGreaterThan(1_000);
      for (const [what, secret] of entered) expect([name, what, formsIn(Buffer.from(text), formsOf(secret))]).toEqual([name, what, []]);
      expect([name, formsIn(Buffer.from(text), formsOf(planted))]).toEqual([name, []]);
    }
  }, 60_000);

  it('are in no file of the platform: not in the database, its write-ahead log, or beside them', async () => {
    // The cluster may lie elsewhere, behind a link: the search must not pass because it looked at nothing.
    const cluster = await realpath(join(story.directory, 'postgres'));
    expect(await readdir(cluster)).toEqual(expect.arrayContaining(['base', 'pg_wal']));
    const named = (name: string, forms: Map<string, Buffer>): [string, Buffer][] => [...forms].map(([form, bytes]) => [`${name} as ${form}`, bytes]);
    const forms = new Map([...[...entered].flatMap(([what, secret]) => named(what, formsOf(secret))), ...named('planted', formsOf(planted)), ['account id', Buffer.from(storyAccountId)]]);

    const places = cluster.startsWith(story.directory) ? [story.directory] : [story.directory, cluster];
    const found = (await Promise.all(places.map((place) => filesWith(place, forms)))).flat();
    expect(found.filter((line) => line.endsWith('account id')).length).toBeGreaterThan(1);
    expect(found.filter((line) => !line.endsWith('account id'))).toEqual([]);
  }, 120_000);
});

describe('a role', () => {
  it('is connected without any secret at all', async () => {
    await story.simulator.createAccount({ accountId: '666655554444' });
    expect(await connect(story.graph, { ...(await onboarded(story.simulator, '666655554444')), initialScan: false })).toMatchObject({ __typename: 'CloudAccount' });
  }, 30_000);
});

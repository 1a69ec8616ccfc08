import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assetIdOf, newId, type Scope } from '@offload/contracts';
import { createTokenIssuer, createTokenVerifier, generateIssuerKeys } from '@offload/service-kit';
import { eventually } from '@offload/testkit';
import { buildApp, type App } from '../app.ts';
import { bucketType, buckets, denied, swept, testChecks, volumes, volumeType } from '../testing/estate.ts';
import { scannerWorld, type ScannerWorld, type TenantOfTest } from '../testing/scanner-world.ts';

// Jest runs from the root of the repository.
const typeDefs = readFileSync(join(process.cwd(), 'schemas/scanner.graphql'), 'utf8');
const region = 'us-east-1';

describe('the graph of the scanner', () => {
  let world: ScannerWorld;
  let app: App;
  const gateway = generateIssuerKeys();
  const gatewayTokens = createTokenIssuer({ issuer: 'gateway', privateKey: gateway.privateKey });

  beforeAll(async () => {
    world = await scannerWorld();
    app = await buildApp({
      ...world.ctx,
      config: { ...world.ctx.config, HOST: '127.0.0.1', PORT: 0, CREDENTIALS_URL: 'http://127.0.0.1:1', INVENTORY_URL: 'http://127.0.0.1:1' },
      typeDefs,
      tokenIssuer: createTokenIssuer({ issuer: 'scanner', privateKey: generateIssuerKeys().privateKey }),
      tokenVerifier: createTokenVerifier({ audience: 'scanner', keys: { gateway: gateway.publicKey } }),
      checks: testChecks,
    });
  });
  afterAll(async () => {
    await app.close();
    await world.drop();
  });

  const everything: Scope[] = ['accounts:read', 'assets:read', 'scans:read', 'scans:run', 'findings:read'];

  async function post(path: string, tenantId: string, query: string, variables: object, scopes: Scope[], signal?: AbortSignal): Promise<Response> {
    const token = await gatewayTokens.issue({ audience: 'scanner', tenantId, subject: 'user:test', roles: [], scopes });
    return fetch(`${app.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  }

  type Answer = { data: any; errors?: { message: string; extensions: { code: string } }[] };

  async function ask(tenantId: string, query: string, variables: object = {}, scopes = everything): Promise<Answer> {
    const response = await post('/graphql', tenantId, query, variables, scopes);
    return (await response.json()) as Answer;
  }

  async function data(tenantId: string, query: string, variables: object = {}) {
    const answer = await ask(tenantId, query, variables);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  }

  /** The events of a subscription, until it ends. */
  async function* events(tenantId: string, query: string, variables: object): AsyncGenerator<Answer> {
    const leaving = new AbortController();
    try {
      const response = await post('/graphql/stream', tenantId, query, variables, everything, leaving.signal);
      let text = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const message = text.slice(0, end);
          text = text.slice(end + 2);
          const [, json] = /^event: next\ndata: (.*)$/s.exec(message) ?? [];
          if (json) yield JSON.parse(json) as Answer;
        }
      }
    } finally {
      leaving.abort();
    }
  }

  async function allEvents(tenantId: string, query: string, variables: object): Promise<Answer[]> {
    const seen: Answer[] = [];
    for await (const event of events(tenantId, query, variables)) seen.push(event);
    return seen;
  }

  /** A tenant whose one account was scanned: three findings, one of them unknown, and a gap. */
  async function scannedTenant(): Promise<{ tenant: TenantOfTest; cloudAccountId: string; scanId: string }> {
    const tenant = world.tenant();
    const cloudAccountId = await tenant.cloudAccount();
    world.estate.script('ec2', region, [
      volumes(region, 'bad-1', 'bad-2', 'hidden-3', 'good-4'),
      denied(region, 'ec2:DescribeVolumeStatus', [volumeType]),
      swept(volumeType, region),
    ]);
    world.estate.script('s3', 'global', [buckets('bad-b'), swept(bucketType, null)]);
    const started = await data(tenant.id, `mutation ($input: StartScanInput!) { startScan(input: $input) { ... on Scan { id } } }`, { input: { cloudAccountId } });
    const scan = await tenant.ended(started.startScan.id);
    return { tenant, cloudAccountId, scanId: scan.id };
  }

  it('tells how a scan went, region by region, and what it could not see', async () => {
    const { tenant, cloudAccountId, scanId } = await scannedTenant();
    const { scan } = await data(
      tenant.id,
      `query ($id: ID!) { scan(id: $id) {
        type status trigger queuedAt startedAt finishedAt cloudAccount { id }
        progress { jobsTotal jobsDone jobsFailed percent assets findings }
        regions { region status jobsTotal jobsDone assets findings }
        gaps { region action reason message resourceTypes }
      } }`,
      { id: scanId },
    );

    expect(scan).toMatchObject({
      type: 'FULL',
      status: 'PARTIAL',
      trigger: 'MANUAL',
      cloudAccount: { id: cloudAccountId },
      progress: { jobsTotal: 2, jobsDone: 2, jobsFailed: 0, percent: 100, assets: 5, findings: 3 },
      regions: [
        { region: 'global', status: 'DONE', jobsTotal: 1, jobsDone: 1, assets: 1, findings: 1 },
        { region, status: 'DENIED', jobsTotal: 1, jobsDone: 1, assets: 4, findings: 2 },
      ],
      gaps: [{ region, action: 'ec2:DescribeVolumeStatus', reason: 'DENIED', message: 'ec2:DescribeVolumeStatus is denied', resourceTypes: [volumeType] }],
    });
  });

  it('lists findings the worst first, page by page, each once, with what to do', async () => {
    const { tenant, cloudAccountId } = await scannedTenant();
    const query = `query ($first: Int, $after: String) { findings(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { severity evaluation status sources title message remedy region asset { id } cloudAccount { id } check { id controls { framework } } }
    } }`;
    const first = (await data(tenant.id, query, { first: 3 })).findings;
    const rest = (await data(tenant.id, query, { first: 3, after: first.pageInfo.endCursor })).findings;

    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(rest.pageInfo.hasNextPage).toBe(false);
    const all = [...first.nodes, ...rest.nodes];
    expect(all.map(({ severity }: { severity: string }) => severity)).toEqual(['CRITICAL', 'HIGH', 'HIGH', 'HIGH']);
    expect(new Set(all.map(({ message }: { message: string }) => message)).size).toBe(4);
    expect(all[0]).toMatchObject({
      evaluation: 'FAIL',
      status: 'OPEN',
      sources: ['POSTURE'],
      title: 'Buckets are private',
      message: 'bad-b is fail',
      remedy: 'Block public access.',
      region: null,
      asset: { id: assetIdOf(tenant.id, cloudAccountId, 'arn:aws:s3:::bad-b') },
      cloudAccount: { id: cloudAccountId },
      check: { id: 'aws.s3.bucket-private' },
    });
  });

  it.each([
    [{ severities: ['HIGH'] }, 3],
    [{ severities: [] }, 0],
    [{ evaluation: 'UNKNOWN' }, 1],
    [{ checkId: 'aws.s3.bucket-private' }, 1],
    [{ region }, 3],
    [{ sources: ['POSTURE'] }, 4],
    [{ sources: ['AWS_GUARDDUTY', 'AZURE_DEFENDER'] }, 0],
    [{ statuses: ['RESOLVED'] }, 0],
    [{ statuses: ['OPEN', 'RESOLVED'], severities: ['HIGH'], evaluation: 'FAIL' }, 2],
    [{ cloudAccountId: 'not an id' }, 0],
  ])('filters findings by %j', async (filter, count) => {
    const { tenant } = await scannedTenant();
    const { findings } = await data(tenant.id, `query ($filter: FindingFilter) { findings(filter: $filter) { totalCount nodes { id } } }`, { filter });
    expect(findings.totalCount).toBe(count);
    expect(findings.nodes).toHaveLength(count);
  });

  it.each(['SEVERITY', 'FIRST_SEEN_AT', 'LAST_SEEN_AT'])('orders findings by %s both ways, one the reverse of the other', async (field) => {
    const { tenant } = await scannedTenant();
    const query = `query ($orderBy: FindingOrder, $after: String) { findings(first: 2, after: $after, orderBy: $orderBy) { nodes { id } pageInfo { endCursor } } }`;
    const listed = async (direction: string): Promise<string[]> => {
      const first = (await data(tenant.id, query, { orderBy: { field, direction } })).findings;
      const rest = (await data(tenant.id, query, { orderBy: { field, direction }, after: first.pageInfo.endCursor })).findings;
      return [...first.nodes, ...rest.nodes].map(({ id }: { id: string }) => id);
    };

    const descending = await listed('DESC');
    expect(descending).toHaveLength(4);
    expect(await listed('ASC')).toEqual(descending.toReversed());
  });

  it('refuses a cursor of another order', async () => {
    const { tenant } = await scannedTenant();
    const query = `query ($after: String, $orderBy: FindingOrder) { findings(first: 1, after: $after, orderBy: $orderBy) { pageInfo { endCursor } } }`;
    const after = (await data(tenant.id, query)).findings.pageInfo.endCursor;
    const answer = await ask(tenant.id, query, { after, orderBy: { field: 'LAST_SEEN_AT' } });
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('counts what checks found, by check and by control, over the tenant or one account', async () => {
    const { tenant, cloudAccountId } = await scannedTenant();
    const query = `query ($filter: CheckFilter) { checks(filter: $filter) { id title severity why fix resourceType counts { pass fail unknown } controls { framework control counts { fail } } } }`;
    const { checks } = await data(tenant.id, query);

    expect(checks).toMatchObject([
      { id: 'aws.ec2.volume-encrypted', severity: 'HIGH', counts: { pass: 1, fail: 2, unknown: 1 }, controls: [{ control: '2.2.1', counts: { fail: 2 } }] },
      { id: 'aws.s3.bucket-private', counts: { pass: 0, fail: 1, unknown: 0 } },
    ]);
    expect((await data(tenant.id, query, { filter: { cloudAccountId } })).checks).toEqual(checks);
    const elsewhere = (await data(tenant.id, query, { filter: { cloudAccountId: newId() } })).checks;
    expect(elsewhere[0].counts).toEqual({ pass: 0, fail: 0, unknown: 0 });
    expect((await data(tenant.id, query, { filter: { framework: 'nist-800-53-r5', severities: ['CRITICAL'] } })).checks).toHaveLength(1);
    expect((await data(tenant.id, query, { filter: { resourceType: bucketType, severities: ['LOW'] } })).checks).toEqual([]);
  });

  it('adds to accounts and assets of others, for many at once', async () => {
    const { tenant, cloudAccountId, scanId } = await scannedTenant();
    const untouched = await tenant.cloudAccount();
    const assetId = assetIdOf(tenant.id, cloudAccountId, 'arn:aws:s3:::bad-b');
    const { _entities: entities } = await data(
      tenant.id,
      `query ($refs: [_Any!]!) { _entities(representations: $refs) {
        ... on CloudAccount { latestScan { id } scans(first: 1) { totalCount nodes { id } } findingCounts { total critical high unknown } }
        ... on Asset { findings(first: 5) { totalCount nodes { message } pageInfo { hasNextPage } } }
        ... on Check { title }
        ... on Scan { status }
      } }`,
      {
        refs: [
          { __typename: 'CloudAccount', id: cloudAccountId },
          { __typename: 'CloudAccount', id: untouched },
          { __typename: 'Asset', id: assetId },
          { __typename: 'Check', id: 'aws.s3.bucket-private' },
          { __typename: 'Scan', id: scanId },
        ],
      },
    );

    expect(entities).toEqual([
      { latestScan: { id: scanId }, scans: { totalCount: 1, nodes: [{ id: scanId }] }, findingCounts: { total: 3, critical: 1, high: 2, unknown: 1 } },
      { latestScan: null, scans: { totalCount: 0, nodes: [] }, findingCounts: { total: 0, critical: 0, high: 0, unknown: 0 } },
      { findings: { totalCount: 1, nodes: [{ message: 'bad-b is fail' }], pageInfo: { hasNextPage: false } } },
      { title: 'Buckets are private' },
      { status: 'PARTIAL' },
    ]);
  });

  it('answers refusals of mutations as types', async () => {
    const { tenant, cloudAccountId, scanId } = await scannedTenant();
    const start = `mutation ($input: StartScanInput!) { startScan(input: $input) {
      __typename ... on UserError { message } ... on InvalidInput { field remedy } ... on CloudAccountNotConnected { remedy }
    } }`;
    const started = async (input: object) => (await data(tenant.id, start, { input })).startScan;

    expect(await started({ cloudAccountId: 'nonsense' })).toMatchObject({ __typename: 'NotFound' });
    expect(await started({ cloudAccountId, type: 'INCREMENTAL' })).toMatchObject({ __typename: 'InvalidInput', field: 'type' });
    await tenant.disconnect(cloudAccountId);
    expect(await started({ cloudAccountId })).toMatchObject({ __typename: 'CloudAccountNotConnected' });

    const cancel = `mutation ($id: ID!) { cancelScan(id: $id) { __typename ... on Scan { id status } } }`;
    expect((await data(tenant.id, cancel, { id: newId() })).cancelScan).toEqual({ __typename: 'NotFound' });
    expect((await data(tenant.id, cancel, { id: scanId })).cancelScan).toEqual({ __typename: 'Scan', id: scanId, status: 'PARTIAL' });
  });

  it('shows a scan live until it is over, and closes the stream', async () => {
    const tenant = world.tenant();
    const cloudAccountId = await tenant.cloudAccount();
    const scan = await tenant.startScan(cloudAccountId);
    const query = `subscription ($scanId: ID) { scanUpdated(scanId: $scanId) { id status progress { percent } } }`;
    const seen = await allEvents(tenant.id, query, { scanId: scan.id });

    expect(seen.every(({ errors }) => errors === undefined)).toBe(true);
    expect(seen.at(-1)?.data.scanUpdated).toMatchObject({ id: scan.id, progress: { percent: 100 } });
    expect(app.subgraph.openStreams()).toBe(0);
  });

  it('closes its stream when the watcher leaves', async () => {
    const tenant = world.tenant();
    const cloudAccountId = await tenant.cloudAccount();
    await tenant.scanned(cloudAccountId);
    const before = world.bus.listeners;
    const watching = events(tenant.id, `subscription ($id: ID) { scanUpdated(cloudAccountId: $id) { id } }`, { id: cloudAccountId });
    expect((await watching.next()).value).toHaveProperty('data.scanUpdated.id');
    expect(app.subgraph.openStreams()).toBe(1);

    await watching.return(undefined);
    await eventually(() => app.subgraph.openStreams() === 0 && world.bus.listeners === before);
  });

  it.each([[{}], [{ scanId: newId(), cloudAccountId: newId() }]])('takes exactly one of the arguments of the subscription, not %j', async (variables) => {
    const query = `subscription ($scanId: ID, $cloudAccountId: ID) { scanUpdated(scanId: $scanId, cloudAccountId: $cloudAccountId) { id } }`;
    const [answer] = await allEvents(world.tenant().id, query, variables);
    expect(answer?.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('shows another tenant nothing of all this, exactly as if it never was', async () => {
    const { tenant, cloudAccountId, scanId } = await scannedTenant();
    const [finding] = await tenant.findings();
    const stranger = world.tenant().id;
    const assetId = finding!.assetId!;

    const seen = await data(
      stranger,
      `query ($scanId: ID!, $account: ID!, $asset: ID!, $refs: [_Any!]!) {
        scan(id: $scanId) { id }
        scans { totalCount nodes { id } }
        ofAccount: scans(filter: { cloudAccountId: $account }) { totalCount nodes { id } }
        findings { totalCount nodes { id } }
        onAsset: findings(filter: { assetId: $asset, cloudAccountId: $account }) { totalCount nodes { id } }
        checks(filter: { cloudAccountId: $account }) { counts { pass fail unknown } }
        _entities(representations: $refs) {
          ... on Scan { id }
          ... on Finding { id }
          ... on CloudAccount { latestScan { id } scans { nodes { id } } findingCounts { total unknown } }
          ... on Asset { findings { totalCount nodes { id } } }
        }
      }`,
      {
        scanId,
        account: cloudAccountId,
        asset: assetId,
        refs: [
          { __typename: 'Scan', id: scanId },
          { __typename: 'Finding', id: finding!.id },
          { __typename: 'CloudAccount', id: cloudAccountId },
          { __typename: 'Asset', id: assetId },
        ],
      },
    );
    const none = { totalCount: 0, nodes: [] };
    expect(seen).toEqual({
      scan: null,
      scans: none,
      ofAccount: none,
      findings: none,
      onAsset: none,
      checks: testChecks.map(() => ({ counts: { pass: 0, fail: 0, unknown: 0 } })),
      _entities: [null, null, { latestScan: null, scans: { nodes: [] }, findingCounts: { total: 0, unknown: 0 } }, { findings: none }],
    });

    const mutations = await data(
      stranger,
      `mutation ($scanId: ID!, $account: ID!) {
        startScan(input: { cloudAccountId: $account }) { __typename }
        cancelScan(id: $scanId) { __typename }
      }`,
      { scanId, account: cloudAccountId },
    );
    expect(mutations).toEqual({ startScan: { __typename: 'NotFound' }, cancelScan: { __typename: 'NotFound' } });

    for (const variables of [{ scanId }, { cloudAccountId }]) {
      const query = `subscription ($scanId: ID, $cloudAccountId: ID) { scanUpdated(scanId: $scanId, cloudAccountId: $cloudAccountId) { id } }`;
      const answers = await allEvents(stranger, query, variables);
      expect(answers.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(['NOT_FOUND']);
    }
  });

  it('keeps what a scope withholds', async () => {
    const { tenant, scanId } = await scannedTenant();
    const answer = await ask(tenant.id, `query ($id: ID!) { scan(id: $id) { id } findings { totalCount } }`, { id: scanId }, ['scans:read']);
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    const start = await ask(tenant.id, `mutation { startScan(input: { cloudAccountId: "x" }) { __typename } }`, {}, ['scans:read']);
    expect(start.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

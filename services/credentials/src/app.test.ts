import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildEvent,
  cloudAccountConnected,
  cloudAccountDisconnected,
  credentialsApi,
  newId,
  type EventDefinition,
  type Scope,
  type ServiceCaller,
} from '@offload/contracts';
import {
  createInternalClient,
  createLogger,
  createTokenIssuer,
  createTokenVerifier,
  generateIssuerKeys,
  openEmbeddedBus,
  platformTenantId,
  type EventBus,
  type TokenIssuer,
} from '@offload/service-kit';
import { eventually, tenantId } from '@offload/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp, type App } from './app.ts';
import { configSchema } from './config.ts';
import { sealInput } from './input-key/testing/seal-input.ts';
import { credentialsWorld, type CredentialsWorld } from './testing/credentials-world.ts';

describe('the credentials service', () => {
  const keys = {
    gateway: generateIssuerKeys(),
    accounts: generateIssuerKeys(),
    scanner: generateIssuerKeys(),
    credentials: generateIssuerKeys(),
  };
  const issuerOf = (issuer: keyof typeof keys): TokenIssuer =>
    createTokenIssuer({ issuer: issuer as ServiceCaller, privateKey: keys[issuer].privateKey });
  const clients: { close(): Promise<void> }[] = [];
  const lines: string[] = [];
  let world: CredentialsWorld;
  let bus: EventBus;
  let app: App;

  const clientOf = (issuer: keyof typeof keys) => {
    const client = createInternalClient(credentialsApi, { url: app.url, issuer: issuerOf(issuer) });
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    world = await credentialsWorld();
    const log = createLogger({ service: 'credentials', level: 'debug', destination: { write: (line: string) => void lines.push(line) } });
    bus = await openEmbeddedBus({ databaseUrl: world.adminUrl, log });
    const { principalArn, accessKeyId, secretAccessKey } = world.simulator.platform;
    app = await buildApp({
      config: {
        HOST: '127.0.0.1',
        PORT: 0,
        ACCOUNTS_URL: 'http://127.0.0.1:9',
        CLOUDS: 'simulator',
        SIMULATOR_URL: world.simulator.endpoint,
        PLATFORM_AWS_PRINCIPAL_ARN: principalArn,
        OIDC_ISSUER: 'https://oidc.offload.example',
        ROLE_PROPAGATION_WAIT_MS: 0,
        UNCLAIMED_AFTER_MINUTES: 15,
        OIDC_KEY_DAYS: 30,
      REVERIFY_AFTER_MINUTES: 360,
        PRELOAD_CLIENTS: false,
      },
      log,
      database: world.database,
      bus,
      secrets: world.secrets,
      typeDefs: await readFile(join(process.cwd(), 'schemas', 'credentials.graphql'), 'utf8'),
      tokenIssuer: issuerOf('credentials'),
      tokenVerifier: createTokenVerifier({
        audience: 'credentials',
        keys: Object.fromEntries(Object.entries(keys).map(([issuer, { publicKey }]) => [issuer, publicKey])),
      }),
      platformAws: async () => ({ accessKeyId, secretAccessKey }),
      accounts: world.accounts,
    });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await app.close();
    await bus.close();
    await world.close();
  });

  async function graph(tenant: string, query: string, variables: object = {}, scopes: Scope[] = ['accounts:read', 'accounts:write']) {
    const token = await issuerOf('gateway').issue({
      audience: 'credentials',
      tenantId: tenant,
      subject: 'user:someone',
      roles: [],
      scopes,
    });
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as { data: any; errors?: { message: string; extensions: { code: string } }[] };
  }
  const accountQuery = `query ($id: ID!) { _entities(representations: [{ __typename: "CloudAccount", id: $id }]) { ... on CloudAccount {
    credential { id kind fingerprint createdAt ageDays rotation lastVerifiedAt } lastConnectionTest { ok identity steps { name outcome } } } } }`;
  const accountOf = async (tenant: string, id: string) => (await graph(tenant, accountQuery, { id })).data._entities[0];

  function say<T>(definition: EventDefinition<T>, tenant: string, cloudAccountId: string, version: number, data: T): Promise<void> {
    return bus.publish(
      buildEvent(definition, {
        id: newId(),
        source: 'accounts',
        aggregateId: cloudAccountId,
        aggregateVersion: version,
        tenantId: tenant,
        time: new Date(),
        data,
      }),
    );
  }

  async function sealed(tenant = tenantId()) {
    const { input, accountId } = await world.onboarded();
    const answer = await clientOf('accounts').verifyAndSeal(input, { tenantId: tenant });
    if (answer.outcome !== 'SEALED') throw new Error(JSON.stringify(answer));
    return { tenant, accountId, cloudAccountId: input.cloudAccountId, credentialId: answer.credentialId };
  }

  it('tells the gateway what to encrypt to, and opens what was', async () => {
    const tenant = tenantId();
    const { keys: publicKeys } = await clientOf('gateway').publicKeys({}, { tenantId: platformTenantId });
    const seal = (text: string): Promise<string> => sealInput(text, { publicKey: publicKeys[0] as never, tenantId: tenant });
    const { rootAccessKey } = await world.simulator.createAccount();

    const answer = await clientOf('accounts').verifyAndSeal(
      {
        cloudAccountId: newId(),
        expectedProviderAccountId: null,
        simulated: true,
        acceptPartialAccess: false,
        regions: null,
        material: {
          kind: 'AWS_ACCESS_KEYS',
          accessKeyId: rootAccessKey.accessKeyId,
          secretAccessKey: await seal(rootAccessKey.secretAccessKey),
          sessionToken: null,
        },
      },
      { tenantId: tenant },
    );

    expect(answer).toMatchObject({ outcome: 'REFUSED', failure: { code: 'ROOT_CREDENTIALS' } });
    expect(lines.join('')).not.toContain(rootAccessKey.secretAccessKey);
  });

  it('lets only accounts seal, and only scanner lease', async () => {
    const { input } = await world.onboarded();
    const lease = {
      cloudAccountId: newId(),
      scanId: newId(),
      jobId: newId(),
      region: 'us-east-1',
      signingNames: ['iam'],
      actions: ['iam:ListUsers'],
    };
    const tenant = tenantId();

    for (const issuer of ['gateway', 'scanner'] as const)
      await expect(clientOf(issuer).verifyAndSeal(input, { tenantId: tenant })).rejects.toMatchObject({ code: 'REFUSED' });
    for (const issuer of ['gateway', 'accounts'] as const)
      await expect(clientOf(issuer).lease(lease, { tenantId: tenant })).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(clientOf('accounts').publicKeys({}, { tenantId: tenant })).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('tells who the platform is to AWS', async () => {
    const identity = await clientOf('accounts').platformIdentity({}, { tenantId: tenantId() });

    expect(identity).toEqual({ awsPrincipalArn: world.simulator.platform.principalArn, oidcIssuer: 'https://oidc.offload.example' });
  });

  it('gives the gateway what its OIDC issuer publishes, and nobody else', async () => {
    const documents = await clientOf('gateway').oidcDocuments({}, { tenantId: platformTenantId });

    expect(documents?.configuration).toMatchObject({
      issuer: 'https://oidc.offload.example',
      jwks_uri: 'https://oidc.offload.example/.well-known/jwks.json',
    });
    expect(documents?.jwks).toEqual({ keys: [expect.objectContaining({ alg: 'RS256', use: 'sig', kid: expect.any(String) })] });
    await expect(clientOf('accounts').oidcDocuments({}, { tenantId: platformTenantId })).rejects.toThrow();
  });

  it('shows the credential and the last test of an account in the graph, also before it is claimed, and to its tenant only', async () => {
    const { tenant, cloudAccountId, credentialId } = await sealed();

    expect(await accountOf(tenant, cloudAccountId)).toEqual({
      credential: {
        id: credentialId,
        kind: 'AWS_ROLE',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        createdAt: expect.any(String),
        ageDays: 0,
        rotation: 'NOT_APPLICABLE',
        lastVerifiedAt: expect.any(String),
      },
      lastConnectionTest: expect.objectContaining({ ok: true, identity: expect.stringContaining('assumed-role') }),
    });
    expect(await accountOf(tenantId(), cloudAccountId)).toEqual({ credential: null, lastConnectionTest: null });
    expect(await accountOf(tenant, 'not-an-id')).toEqual({ credential: null, lastConnectionTest: null });
  });

  it('resolves many accounts of one operation', async () => {
    const tenant = tenantId();
    const all = [await sealed(tenant), await sealed(tenant)];
    const representations = all.map(({ cloudAccountId }) => ({ __typename: 'CloudAccount', id: cloudAccountId }));

    const { data } = await graph(
      tenant,
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on CloudAccount { id credential { id } } } }',
      { r: representations },
    );

    expect(data._entities).toEqual(
      all.map(({ cloudAccountId, credentialId }) => ({ id: cloudAccountId, credential: { id: credentialId } })),
    );
  });

  it('tests a connection through the graph, with the scope for it', async () => {
    const { tenant, cloudAccountId } = await sealed();
    const mutation = `mutation ($id: ID!) { testConnection(cloudAccountId: $id) { __typename ... on ConnectionTest { ok steps { name outcome code } } ... on NotFound { message } } }`;

    const tested = await graph(tenant, mutation, { id: cloudAccountId });
    const foreign = await graph(tenantId(), mutation, { id: cloudAccountId });
    const nonsense = await graph(tenant, mutation, { id: "' OR 1=1" });
    const reader = await graph(tenant, mutation, { id: cloudAccountId }, ['accounts:read']);

    expect(tested.data.testConnection).toMatchObject({ __typename: 'ConnectionTest', ok: true });
    expect(foreign.data.testConnection.__typename).toBe('NotFound');
    expect(nonsense.data.testConnection).toEqual(foreign.data.testConnection);
    expect(reader.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('claims what is connected, and destroys what is disconnected', async () => {
    const { tenant, cloudAccountId, accountId, credentialId } = await sealed();
    const ctx = world.tenant(tenant);
    const stateOf = async () => (await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId)))?.state;

    await say(cloudAccountConnected, tenant, cloudAccountId, 1, {
      cloudAccountId,
      provider: 'AWS',
      providerAccountId: accountId,
      status: 'CONNECTED',
      credentialId,
      initialScan: true,
      regions: null,
      simulated: true,
    });
    await eventually(async () => (await stateOf()) === 'ACTIVE');
    expect(world.secrets.count(tenant)).toBe(1);

    await say(cloudAccountDisconnected, tenant, cloudAccountId, 2, { cloudAccountId });
    await eventually(() => world.secrets.count(tenant) === 0);
    expect(await stateOf()).toBe('DESTROYED');
    expect((await accountOf(tenant, cloudAccountId)).credential).toBeNull();
  });

  it('destroys also when it hears of the disconnection first, and stays so', async () => {
    const { tenant, cloudAccountId, accountId, credentialId } = await sealed();

    await say(cloudAccountDisconnected, tenant, cloudAccountId, 2, { cloudAccountId });
    await eventually(() => world.secrets.count(tenant) === 0);
    await say(cloudAccountConnected, tenant, cloudAccountId, 1, {
      cloudAccountId,
      provider: 'AWS',
      providerAccountId: accountId,
      status: 'CONNECTED',
      credentialId,
      initialScan: true,
      regions: null,
      simulated: true,
    });

    // Handled when the inbox says so; then the row must be as it was.
    const heard = () =>
      world.database.read(tenant, (tx) =>
        tx.query(`SELECT 1 FROM inbox WHERE subscriber = 'on-cloud-account-connected' AND aggregate_id = $1`, [cloudAccountId]),
      );
    await eventually(async () => (await heard()).length === 1);
    const row = await world.tenant(tenant).read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
    expect(row?.state).toBe('DESTROYED');
  });

  it('says on /ready what it needs', async () => {
    const report = (await (await fetch(`${app.url}/ready`)).json()) as { status: string; checks: object };

    expect(report).toEqual({ status: 'READY', checks: { database: 'OK', bus: 'OK', secrets: 'OK' } });
  });
});

describe('the configuration', () => {
  const { publicKey, privateKey } = generateIssuerKeys();
  const base = {
    INTERNAL_TOKEN_PRIVATE_KEY: privateKey.reveal(),
    INTERNAL_TOKEN_PUBLIC_KEYS: JSON.stringify({ accounts: publicKey }),
    DATABASE_URL: 'postgres://x',
    DATABASE_OWNER_URL: 'postgres://x',
    DATABASE_SYSTEM_URL: 'postgres://x',
    ACCOUNTS_URL: 'http://accounts:4001',
    MASTER_KEY_FILE: '/var/lib/offload/master.key',
  };
  const wrong = (changes: object): string[] =>
    configSchema.safeParse({ ...base, ...changes }).error?.issues.map(({ path }) => String(path[0])) ?? [];

  it('needs a secret store', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ MASTER_KEY_FILE: undefined })).toEqual(['MASTER_KEY_FILE']);
    expect(wrong({ MASTER_KEY_FILE: undefined, VAULT_ADDR: 'https://vault:8200' })).toEqual(['VAULT_ROLE_ID', 'VAULT_SECRET_ID']);
  });

  it.each(['http://oidc.offload.example', 'https://oidc.offload.example/', 'https://oidc.offload.example?x=1'])(
    'takes no issuer that Azure would not: %s',
    (OIDC_ISSUER) => {
      expect(wrong({ OIDC_ISSUER })).toEqual(['OIDC_ISSUER']);
      expect(wrong({ OIDC_ISSUER: 'https://offload.example/oidc' })).toEqual([]);
    },
  );

  it('never mixes the simulator with real clouds', () => {
    expect(wrong({ SIMULATOR_URL: 'http://127.0.0.1:5000' })).toEqual(['SIMULATOR_URL']);
    expect(wrong({ CLOUDS: 'simulator' })).toEqual(['SIMULATOR_URL', 'PLATFORM_AWS_ACCESS_KEY_ID']);
  });
});

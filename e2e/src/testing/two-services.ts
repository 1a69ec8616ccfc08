import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as accounts from '@offload/accounts/app';
import * as accountsDatabase from '@offload/accounts/database';
import type { AccountsFaultPoint } from '@offload/accounts/fault-points';
import { accountsApi, credentialsApi, newId, type Scope } from '@offload/contracts';
import * as credentials from '@offload/credentials/app';
import * as credentialsDatabase from '@offload/credentials/database';
import type { CredentialsFaultPoint } from '@offload/credentials/fault-points';
import { openSecretStore, SecretStoreError, type SecretStore } from '@offload/credentials/secret-store';
import {
  createInternalClient,
  createLogger,
  createTokenIssuer,
  createTokenVerifier,
  generateIssuerKeys,
  InternalCallError,
  openEmbeddedBus,
  Secret,
  type EventBus,
} from '@offload/service-kit';
import type { Simulator } from '@offload/simulator';
import { testDatabase, unusedPort } from '@offload/testkit';

export type FaultPoint = AccountsFaultPoint | CredentialsFaultPoint;
export type Part = 'bus' | 'accounts' | 'credentials' | 'secret store';

/** Accounts and credentials in this process, each behind its own doors, with everything between them in the hands of a test. */
export interface TwoServices {
  readonly tenantId: string;
  /** What is away now: nothing comes through to it, and what it answers does not come back. */
  readonly away: Set<Part>;
  /** Called at every fault point that is passed. */
  onFaultPoint: (name: FaultPoint) => void | Promise<void>;
  /** How many calls and events did not come through. */
  lost(): number;
  graph(service: 'accounts' | 'credentials', query: string, variables?: object): Promise<any>;
  /** A lease, as a worker of scanner asks for one. */
  lease(cloudAccountId: string): Promise<{ outcome: string }>;
  /** Starts credentials again, as after so long a time that whatever was left behind is swept. */
  sweep(): Promise<void>;
  /** What credentials holds of the tenant: secrets that can be read, and rows that name one. */
  held(): Promise<{ secrets: number; sealed: number; successors: number }>;
  close(): Promise<void>;
}

const services = ['gateway', 'accounts', 'credentials', 'scanner'] as const;
const dayMs = 24 * 60 * 60 * 1000;

/** Starts both on databases of their own and a simulated cloud. */
export async function startTwoServices(simulator: Simulator): Promise<TwoServices> {
  const keys = Object.fromEntries(services.map((name) => [name, generateIssuerKeys()])) as Record<(typeof services)[number], ReturnType<typeof generateIssuerKeys>>;
  const issuerOf = (issuer: (typeof services)[number]) => createTokenIssuer({ issuer, privateKey: keys[issuer].privateKey });
  const verifierOf = (audience: 'accounts' | 'credentials') =>
    createTokenVerifier({ audience, keys: Object.fromEntries(services.map((name) => [name, keys[name].publicKey])) });
  const log = createLogger({ service: 'e2e', level: 'silent' });
  const [onAccounts, onCredentials] = await Promise.all([testDatabase('accounts', accountsDatabase), testDatabase('credentials', credentialsDatabase)]);
  const directory = await mkdtemp(join(tmpdir(), 'offload-two-services-'));
  const secrets = await openSecretStore({ MASTER_KEY_FILE: join(directory, 'master.key') } as never, onCredentials.database);
  const realBus = await openEmbeddedBus({ databaseUrl: onAccounts.adminUrl, log });

  const tenantId = newId();
  const away = new Set<Part>();
  let lost = 0;
  const passing = (part: Part): void => {
    if (!away.has(part)) return;
    lost += 1;
    throw new InternalCallError({ code: 'TIMEOUT', call: part });
  };
  /** A request that is lost when the other side is away; an answer that is lost when it has gone meanwhile. */
  const through = <C extends object>(part: Part, client: C): C =>
    new Proxy(client, {
      get(target, verb) {
        const call = Reflect.get(target, verb) as unknown;
        if (typeof call !== 'function' || verb === 'close') return call;
        return async (...args: unknown[]) => {
          passing(part);
          const answer = await (call as (...given: unknown[]) => Promise<unknown>)(...args);
          passing(part);
          return answer;
        };
      },
    });
  const bus: EventBus = {
    ...realBus,
    async publish(event) {
      passing('bus');
      await realBus.publish(event);
    },
    subscribe: (subscriber, handle) =>
      realBus.subscribe(subscriber, async (event, delivery) => {
        passing('bus');
        await handle(event, delivery);
      }),
  };

  const unsealed = <Args extends unknown[], T>(act: (...args: Args) => Promise<T>) => async (...args: Args): Promise<T> => {
    if (away.has('secret store')) {
      lost += 1;
      throw new SecretStoreError('SEALED', 'Vault is sealed');
    }
    return act(...args);
  };
  const sealable: SecretStore = {
    ...secrets,
    put: unsealed(secrets.put),
    get: unsealed(secrets.get),
    destroyVersion: unsealed(secrets.destroyVersion),
    destroy: unsealed(secrets.destroy),
  };

  const services_: { onFaultPoint: TwoServices['onFaultPoint'] } = { onFaultPoint: () => undefined };
  const faultPoint = (name: FaultPoint): void | Promise<void> => services_.onFaultPoint(name);
  const [accountsPort, credentialsPort] = [await unusedPort(), await unusedPort()];
  const { principalArn, accessKeyId, secretAccessKey } = simulator.platform;
  const schemaOf = (service: string) => readFile(join(process.cwd(), 'schemas', `${service}.graphql`), 'utf8');

  async function startCredentials(aheadMs: number) {
    const accountsClient = createInternalClient(accountsApi, { url: `http://127.0.0.1:${accountsPort}`, issuer: issuerOf('credentials') });
    const app = await credentials.buildApp({
      config: {
        HOST: '127.0.0.1',
        PORT: credentialsPort,
        ACCOUNTS_URL: 'http://127.0.0.1:9',
        CLOUDS: 'simulator',
        SIMULATOR_URL: simulator.endpoint,
        PLATFORM_AWS_PRINCIPAL_ARN: principalArn,
        ROLE_PROPAGATION_WAIT_MS: 0,
        UNCLAIMED_AFTER_MINUTES: 15,
        OIDC_KEY_DAYS: 30,
      REVERIFY_AFTER_MINUTES: 60 * 24 * 7,
        PRELOAD_CLIENTS: false,
      },
      log,
      database: onCredentials.database,
      bus,
      secrets: sealable,
      typeDefs: await schemaOf('credentials'),
      tokenIssuer: issuerOf('credentials'),
      tokenVerifier: verifierOf('credentials'),
      platformAws: async () => ({ accessKeyId, secretAccessKey }),
      accounts: through('accounts', accountsClient),
      faultPoint,
      now: () => new Date(Date.now() + aheadMs),
    });
    return {
      async close() {
        await app.close();
        await accountsClient.close();
      },
    };
  }

  let runningCredentials = await startCredentials(0);
  const toCredentials = createInternalClient(credentialsApi, { url: `http://127.0.0.1:${credentialsPort}`, issuer: issuerOf('accounts') });
  const asScanner = createInternalClient(credentialsApi, { url: `http://127.0.0.1:${credentialsPort}`, issuer: issuerOf('scanner') });
  const runningAccounts = await accounts.buildApp({
    config: {
      HOST: '127.0.0.1',
      PORT: accountsPort,
      CREDENTIALS_URL: 'http://127.0.0.1:9',
      CLOUDS: 'simulator',
      TERRAFORM_DIRECTORY: 'terraform',
      EGRESS_ALLOW: [],
      EXTERNAL_ID_HASH_KEY: new Secret('k'.repeat(32)),
      BOOTSTRAP_TENANT_ID: undefined,
      BOOTSTRAP_TENANT_NAME: undefined,
      BOOTSTRAP_API_KEY: undefined,
    },
    log,
    database: onAccounts.database,
    bus,
    typeDefs: await schemaOf('accounts'),
    tokenIssuer: issuerOf('accounts'),
    tokenVerifier: verifierOf('accounts'),
    credentials: through('credentials', toCredentials),
    faultPoint,
  });

  return {
    tenantId,
    away,
    get onFaultPoint() {
      return services_.onFaultPoint;
    },
    set onFaultPoint(handler) {
      services_.onFaultPoint = handler;
    },
    lost: () => lost,
    async graph(service, query, variables = {}) {
      const scopes: Scope[] = ['accounts:read', 'accounts:write'];
      const token = await issuerOf('gateway').issue({ audience: service, tenantId, subject: 'user:someone', roles: [], scopes });
      const port = service === 'accounts' ? accountsPort : credentialsPort;
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
    lease: (cloudAccountId) =>
      asScanner.lease(
        { cloudAccountId, scanId: newId(), jobId: newId(), region: 'eu-west-1', signingNames: ['ec2'], actions: ['ec2:DescribeVpcs'] },
        { tenantId },
      ),
    async sweep() {
      await runningCredentials.close();
      runningCredentials = await startCredentials(2 * dayMs);
    },
    held: () =>
      onCredentials.database.read(tenantId, async (tx) => {
        const [row] = await tx.query<{ secrets: number; sealed: number; successors: number }>(
          `SELECT (SELECT count(*)::int FROM secret WHERE tenant_id = $1 AND sealed IS NOT NULL) AS secrets,
                  (SELECT count(*)::int FROM credential WHERE tenant_id = $1 AND secret_version IS NOT NULL) AS sealed,
                  (SELECT count(*)::int FROM credential_successor WHERE tenant_id = $1) AS successors`,
          [tenantId],
        );
        return { ...row! };
      }),
    async close() {
      away.clear();
      await runningAccounts.close();
      await runningCredentials.close();
      await Promise.all([toCredentials.close(), asScanner.close()]);
      await realBus.close();
      await secrets.close();
      await onAccounts.drop();
      await onCredentials.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

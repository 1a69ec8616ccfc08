import { expect } from '@jest/globals';
import { newId, preflights, type CloudEvent, type PreflightAction } from '@offload/contracts';
import { createLogger, Secret, type Database } from '@offload/service-kit';
import { startSimulator, type Onboarding, type Simulator } from '@offload/simulator';
import { testDatabase } from '@offload/testkit';
import { createAwsConnector } from '../aws/aws-connector.ts';
import type { AwsContext } from '../aws/aws-context.ts';
import { createContext, type Context, type Platform } from '../context.ts';
import type { VerifyAndSeal } from '../credential/verify-and-seal.ts';
import { entities, migrations } from '../database.ts';
import { openInputKeys } from '../input-key/open-input-keys.ts';
import { sealInput } from '../input-key/testing/seal-input.ts';
import { createCredentialProviders } from '../providers/credential-providers.ts';
import { createMemorySecretStore, type MemorySecretStore } from '../secret-store/testing/memory-secret-store.ts';

type Abandoned = { outcome: 'ABANDONED' | 'CONNECTED' | 'DISCONNECTED' };

/** Stands in for accounts: answers what a test says became of a connection. */
export class AccountsDouble {
  readonly asked: string[] = [];
  answer: () => Abandoned | Promise<Abandoned> = () => ({ outcome: 'ABANDONED' });

  async abandonIntent({ cloudAccountId }: { cloudAccountId: string }): Promise<Abandoned> {
    this.asked.push(cloudAccountId);
    return this.answer();
  }
}

export interface WorldOptions {
  preflight?: readonly PreflightAction[];
  propagationWaitsMs?: number[];
}

/** A credentials service without its doors: a database of its own, a secret store that forgets, and a simulated AWS. */
export interface CredentialsWorld {
  readonly database: Database;
  readonly adminUrl: string;
  readonly secrets: MemorySecretStore;
  readonly simulator: Simulator;
  readonly accounts: AccountsDouble;
  readonly aws: AwsContext;
  readonly platform: Platform;
  /** Everything that was logged, as it was written. */
  logged(): string;
  /** The time, which stands still until it is set. Null: the machine's. */
  setTime(time: Date | null): void;
  tenant(id?: string): Context;
  /** What accounts would send for access keys: their secrets sealed as the gateway does. */
  keys(ctx: Context, keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): Promise<VerifyAndSeal>;
  /** An account whose customer has applied the Terraform, and what accounts would send for it. */
  onboarded(
    options?: Partial<Onboarding> & { size?: number },
  ): Promise<{ accountId: string; roleArn: string; externalId: string; input: VerifyAndSeal }>;
  /** A refusal leaves nothing: no row, no test, no secret of the tenant, no event. */
  expectNothingStored(ctx: Context, input: VerifyAndSeal): Promise<void>;
  /** The events that a tenant's transactions told, in order. */
  told(tenantId: string): Promise<CloudEvent[]>;
  close(): Promise<void>;
}

export const request = (material: VerifyAndSeal['material'], changes: Partial<VerifyAndSeal> = {}): VerifyAndSeal => ({
  cloudAccountId: newId(),
  expectedProviderAccountId: null,
  simulated: true,
  acceptPartialAccess: false,
  regions: null,
  material,
  ...changes,
});

export async function credentialsWorld({
  preflight = preflights.AWS,
  propagationWaitsMs = [],
}: WorldOptions = {}): Promise<CredentialsWorld> {
  const [test, simulator] = await Promise.all([
    testDatabase('credentials', { entities, migrations }),
    startSimulator({ seed: 'credentials', size: 60 }),
  ]);
  const connector = createAwsConnector({ mode: 'simulator', url: simulator.endpoint });
  const secrets = createMemorySecretStore();
  const accounts = new AccountsDouble();
  const lines: string[] = [];
  let time: Date | null = null;
  const now = (): Date => time ?? new Date();

  const { accessKeyId, secretAccessKey, principalArn } = simulator.platform;
  const aws: AwsContext = {
    connector,
    platform: async () => ({ accessKeyId, secretAccessKey }),
    platformPrincipalArn: principalArn,
    preflight,
    propagationWaitsMs,
    now,
  };
  const platform: Platform = {
    database: test.database,
    secrets,
    inputKeys: await openInputKeys(secrets),
    fingerprintKey: new Secret(Buffer.alloc(32, 7).toString('base64')),
    providers: createCredentialProviders(aws),
    accounts,
    simulated: true,
    log: createLogger({ service: 'credentials', level: 'trace', destination: { write: (line: string) => void lines.push(line) } }),
    faultPoint: () => undefined,
    now,
  };

  const told = (tenantId: string): Promise<CloudEvent[]> =>
    test.database.read(tenantId, async (tx) => {
      const rows = await tx.query<{ envelope: CloudEvent }>('SELECT envelope FROM outbox WHERE tenant_id = $1 ORDER BY id', [tenantId]);
      return rows.map(({ envelope }) => envelope);
    });

  return {
    database: test.database,
    adminUrl: test.adminUrl,
    secrets,
    simulator,
    accounts,
    aws,
    platform,
    logged: () => lines.join(''),
    setTime: (value) => (time = value),
    tenant: (id = newId()) => createContext(platform, id),
    async keys(ctx, entered) {
      const seal = (text: string): Promise<string> =>
        sealInput(text, { publicKey: platform.inputKeys.publicKeys[0]!, tenantId: ctx.tenantId });
      return request({
        kind: 'AWS_ACCESS_KEYS',
        accessKeyId: entered.accessKeyId,
        secretAccessKey: await seal(entered.secretAccessKey),
        sessionToken: entered.sessionToken === undefined ? null : await seal(entered.sessionToken),
      });
    },
    async onboarded({ size, ...options } = {}) {
      const { accountId } = await simulator.createAccount(size === undefined ? {} : { size });
      const externalId = options.externalId ?? `external-id-${newId()}`;
      const { roleArn } = await simulator.applyOnboarding({ principalArn, externalId, accountId, ...options });
      const material = { kind: 'AWS_ROLE' as const, roleArn, externalId, issuedExternalIds: [] };
      return { accountId, roleArn, externalId, input: request(material, { expectedProviderAccountId: accountId }) };
    },
    told,
    async expectNothingStored(ctx, { cloudAccountId }) {
      const stored = await ctx.read(async ({ credentials }) => [
        await credentials.ofCloudAccount(cloudAccountId),
        await credentials.testOf(cloudAccountId),
      ]);
      expect(stored).toEqual([null, null]);
      expect(secrets.count(ctx.tenantId)).toBe(0);
      expect(await told(ctx.tenantId)).toEqual([]);
    },
    async close() {
      connector.close();
      await simulator.stop();
      await test.drop();
    },
  };
}

import { auditRecorded, newId, readEvent, type AuditEntry, type ConnectionTest, type CloudEvent } from '@offload/contracts';
import { createEgressGuard, createLogger, createTokenIssuer, generateIssuerKeys, Secret, type Database } from '@offload/service-kit';
import { testDatabase, type TestDatabase } from '@offload/testkit';
import { createContext, createSystemContext, type Context, type CredentialsClient, type Platform, type SystemContext } from '../context.ts';
import { entities, migrations } from '../database.ts';
import type { PlatformIdentity } from '../onboarding-kit/provider-kit.ts';
import { readTerraformModules } from '../providers.ts';
import { WebhookSecretsDouble } from './webhook-secrets-double.ts';

type VerifyAndSeal = CredentialsClient['verifyAndSeal'];
export type VerifyInput = Parameters<VerifyAndSeal>[0];
export type Verdict = Awaited<ReturnType<VerifyAndSeal>>;

const passed: ConnectionTest = {
  ok: true,
  testedAt: '2026-01-01T00:00:00.000Z',
  identity: null,
  steps: [],
  missingPermissions: [],
  excessivePermissions: [],
  notices: [],
};

/** Stands in for the credentials service: trusts every role but those that a test refuses, and remembers what it was asked. */
export class CredentialsDouble {
  readonly asked: VerifyInput[] = [];
  /** What it answers; by default that the credential is good and sealed. */
  answer: (input: VerifyInput) => Promise<Verdict> | Verdict = (input) => sealed(input);
  residualUntil: string | null = null;
  /** Whose access was ended. */
  readonly ended: string[] = [];
  reachable = true;
  /** Who the platform is to the providers. */
  identity: PlatformIdentity = { awsPrincipalArn: 'arn:aws:iam::999999999999:role/offload-platform', oidcIssuer: 'https://offload.example.com' };
  /** How often that was asked. */
  identityAsked = 0;
  readonly webhookSecrets = new WebhookSecretsDouble();

  readonly client = {
    verifyAndSeal: async (input: VerifyInput) => {
      this.asked.push(input);
      return this.answer(input);
    },
    endAccess: async ({ cloudAccountId }: { cloudAccountId: string }) => {
      if (!this.reachable) throw new Error('credentials cannot be reached');
      this.ended.push(cloudAccountId);
      return { until: this.residualUntil };
    },
    platformIdentity: async () => {
      this.identityAsked += 1;
      return this.identity;
    },
    ...this.webhookSecrets.client,
  } as unknown as CredentialsClient;
}

export const sealed = (input: VerifyInput): Verdict => ({
  outcome: 'SEALED',
  credentialId: newId(),
  providerAccountId: input.expectedProviderAccountId ?? '444455556666',
  status: 'CONNECTED',
  test: passed,
});

export const refused: Verdict = {
  outcome: 'REFUSED',
  failure: {
    message: 'AWS refuses to let the platform assume the role',
    code: 'ROLE_NOT_ASSUMABLE',
    possibleCauses: ['EXTERNAL_ID_MISMATCH'],
    remedy: 'Compare the external ID',
    test: { ...passed, ok: false },
  },
};

export interface AccountsWorld {
  readonly database: Database;
  /** The superuser's URL of the database. */
  readonly adminUrl: string;
  readonly platform: Platform;
  /** What works before a tenant is known. */
  readonly system: SystemContext;
  readonly credentials: CredentialsDouble;
  /** What was broadcast. */
  readonly live: readonly { subject: string; body: unknown }[];
  /** The context of a tenant; a new tenant when none is named. */
  tenant(id?: string): Context;
  /** The events that a tenant's transactions told, in order, without what they wrote down for the audit log. */
  told(tenantId: string): Promise<CloudEvent[]>;
  /** What a tenant's transactions wrote down for the audit log, in order. */
  recorded(tenantId: string): Promise<AuditEntry[]>;
  drop(): Promise<void>;
}

/** An accounts service without its doors, on a database of its own. */
export async function accountsWorld(): Promise<AccountsWorld> {
  const test: TestDatabase = await testDatabase('accounts', { entities, migrations });
  const credentials = new CredentialsDouble();
  const live: { subject: string; body: unknown }[] = [];
  const platform: Platform = {
    database: test.database,
    credentials: credentials.client,
    live: { broadcast: (subject, body) => void live.push({ subject, body }) },
    work: { enqueue: async () => undefined },
    egress: createEgressGuard({ allow: [] }),
    wakeDeliveries: () => undefined,
    externalIdKey: new Secret('k'.repeat(32)),
    simulated: true,
    terraformModules: await readTerraformModules('terraform'),
    statements: createTokenIssuer({ issuer: 'accounts', privateKey: generateIssuerKeys().privateKey }),
    faultPoint: () => undefined,
    now: () => new Date(),
  };
  const envelopes = (tenantId: string): Promise<CloudEvent[]> =>
    test.database.read(tenantId, async (tx) => {
      const rows = await tx.query<{ envelope: CloudEvent }>('SELECT envelope FROM outbox WHERE tenant_id = $1 ORDER BY id', [tenantId]);
      return rows.map(({ envelope }) => envelope);
    });
  return {
    database: test.database,
    adminUrl: test.adminUrl,
    platform,
    system: createSystemContext(platform, createLogger({ service: 'accounts', level: 'silent' })),
    credentials,
    live,
    tenant: (id = newId()) => createContext(platform, id),
    told: async (tenantId) => (await envelopes(tenantId)).filter(({ type }) => type !== auditRecorded.accounts.type),
    recorded: async (tenantId) =>
      (await envelopes(tenantId)).filter(({ type }) => type === auditRecorded.accounts.type).map((event) => readEvent(auditRecorded.accounts, event)),
    async drop() {
      await platform.egress.close();
      await test.drop();
    },
  };
}

/** A role to connect, under an external ID that no other tenant has unless one is given. */
export const role = (accountId = '111122223333', externalId = `external-id-${newId()}`) => ({
  name: 'Production',
  role: { roleArn: `arn:aws:iam::${accountId}:role/OffloadSecurityScanner`, externalId },
});

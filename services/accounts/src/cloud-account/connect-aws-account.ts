import { cloudAccountConnected, newId, type ConnectionMaterial } from '@offload/contracts';
import { err, ok, violatedConstraint, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { externalIdHash, newExternalId } from '../external-id/external-id.ts';
import { checkAwsInput, type ConnectAwsAccount } from './check-aws-input.ts';
import { alreadyConnected, type ConnectRefused } from './cloud-account.errors.ts';
import type { CloudAccount } from './cloud-account.ts';

/** How many of the tenant's own external IDs are tried, to prove that the wrong one was entered. */
const issuedExternalIdsTried = 5;

const accountOfRoleArn = /^arn:aws:iam::(\d{12}):role\//;

/**
 * Tests the access to an AWS account, has its credential sealed, and connects it. A refusal leaves nothing behind; a crash at any step leaves either a
 * connected account or an intent that is given up, with its secret destroyed. The same idempotency key answers with the same account.
 */
export async function connectAwsAccount(ctx: Context, input: ConnectAwsAccount): Promise<Result<CloudAccount, ConnectRefused>> {
  const malformed = checkAwsInput(input);
  if (malformed) return err(malformed);

  const idempotencyKey = input.idempotencyKey ?? null;
  const claimed = accountOfRoleArn.exec(input.role?.roleArn ?? '')?.[1] ?? null;
  const standing = await ctx.read(async ({ cloudAccounts }) => ({
    same: idempotencyKey === null ? null : await cloudAccounts.byIdempotencyKey(idempotencyKey),
    other: claimed === null ? null : await cloudAccounts.connected('AWS', claimed, ctx.simulated),
  }));
  if (standing.same) return ok(standing.same);
  if (standing.other) return err(alreadyConnected(standing.other));

  const material = await materialOf(ctx, input);
  const cloudAccountId = await ctx.transact(({ intents }) => intents.open(newId(), idempotencyKey, ctx.now()));

  const verdict = await ctx.credentials.verifyAndSeal(
    {
      cloudAccountId,
      expectedProviderAccountId: claimed,
      simulated: ctx.simulated,
      acceptPartialAccess: input.acceptPartialAccess ?? false,
      regions: input.regions ? [...input.regions] : null,
      material,
    },
    { tenantId: ctx.tenantId },
  );

  if (verdict.outcome !== 'SEALED') {
    await giveUp(ctx, cloudAccountId);
    return err(verdict.outcome === 'REFUSED' ? { kind: 'ConnectionTestFailed', ...verdict.failure } : { kind: 'InvalidCredentialInput', ...verdict.error });
  }

  return connect(ctx, input, {
    id: cloudAccountId,
    name: input.name.trim(),
    provider: 'AWS',
    providerAccountId: verdict.providerAccountId,
    status: verdict.status,
    credentialId: verdict.credentialId,
    regions: input.regions ? [...new Set(input.regions)] : null,
    simulated: ctx.simulated,
    idempotencyKey,
    version: 1,
    connectedAt: ctx.now(),
    disconnectedAt: null,
  });
}

/**
 * What credentials is to try. An external ID that belongs to another tenant is never tried with its role, which would make us its confused deputy:
 * a random one goes in its stead, so that the refusal is the cloud's own, in content and in time, and tells nothing.
 */
async function materialOf(ctx: Context, { role, accessKeys }: ConnectAwsAccount): Promise<ConnectionMaterial> {
  if (accessKeys) return { kind: 'AWS_ACCESS_KEYS', ...accessKeys, sessionToken: accessKeys.sessionToken ?? null };

  const { roleArn, externalId } = role!;
  return ctx.transact(async ({ externalIds, onboardingKits }) => ({
    kind: 'AWS_ROLE' as const,
    roleArn,
    externalId: (await externalIds.isForeign(externalIdHash(ctx.externalIdKey, externalId))) ? newExternalId() : externalId,
    issuedExternalIds: (await onboardingKits.issuedExternalIds(issuedExternalIdsTried)).filter((issued) => issued !== externalId),
  }));
}

async function connect(ctx: Context, input: ConnectAwsAccount, account: CloudAccount): Promise<Result<CloudAccount, ConnectRefused>> {
  try {
    return await ctx.transact(async (tx) => {
      if (!(await tx.intents.fulfil(account.id))) throw new Error('the intent was given up while the connection test ran');
      if (input.role && !(await tx.externalIds.claim(externalIdHash(ctx.externalIdKey, input.role.externalId), ctx.now()))) {
        throw new Error('another tenant claimed the external ID while the connection test ran');
      }
      await tx.cloudAccounts.insert(account);
      await tx.publish(cloudAccountConnected, {
        aggregateId: account.id,
        aggregateVersion: account.version,
        data: {
          cloudAccountId: account.id,
          provider: account.provider,
          providerAccountId: account.providerAccountId,
          status: account.status === 'DEGRADED' ? 'DEGRADED' : 'CONNECTED',
          credentialId: account.credentialId,
          initialScan: input.initialScan ?? true,
          regions: account.regions,
          simulated: account.simulated,
        },
      });
      return ok(account);
    });
  } catch (error) {
    await giveUp(ctx, account.id);
    const standing = await ctx.read(async ({ cloudAccounts }) => ({
      same: account.idempotencyKey === null ? null : await cloudAccounts.byIdempotencyKey(account.idempotencyKey),
      other: await cloudAccounts.connected(account.provider, account.providerAccountId, account.simulated),
    }));
    const constraint = violatedConstraint(error);
    if (standing.same) return ok(standing.same);
    if (constraint === 'cloud_account_once' && standing.other) return err(alreadyConnected(standing.other));
    throw error;
  }
}

/** The secret, if one was sealed, is destroyed when credentials asks what became of the intent. */
const giveUp = (ctx: Context, cloudAccountId: string): Promise<void> =>
  ctx.transact(async (tx) => {
    if (!(await tx.cloudAccounts.lock(cloudAccountId))) await tx.intents.abandon(cloudAccountId, ctx.now());
  });

import { cloudAccountConnected, newId } from '@offload/contracts';
import { err, ok, violatedConstraint, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import { checkConnectInput, type ConnectCloudAccount } from './check-connect-input.ts';
import { alreadyConnected, type ConnectRefused } from './cloud-account.errors.ts';
import type { CloudAccount } from './cloud-account.ts';
import type { Connection } from './connections/connection.ts';

/**
 * Tests the access to an account, has its credential sealed, and connects it. A refusal leaves nothing behind; a crash at any step leaves either a
 * connected account or an intent that is given up, with its secret destroyed. The same idempotency key answers with the same account.
 */
export async function connectCloudAccount<I extends ConnectCloudAccount>(
  ctx: Context,
  connection: Connection<I>,
  input: I,
): Promise<Result<CloudAccount, ConnectRefused>> {
  const { provider } = connection;
  const malformed = checkConnectInput(provider, input) ?? connection.check(input);
  if (malformed) return err(malformed);

  const idempotencyKey = input.idempotencyKey ?? null;
  const claimed = connection.claimedAccountId(input);
  const standing = await ctx.read(async ({ cloudAccounts }) => ({
    same: idempotencyKey === null ? null : await cloudAccounts.byIdempotencyKey(idempotencyKey),
    other: claimed === null ? null : await cloudAccounts.connected(provider, claimed, ctx.simulated),
  }));
  if (standing.same) return ok(standing.same);
  if (standing.other) return err(alreadyConnected(standing.other));

  const material = await connection.materialOf(ctx, input, null);
  if (!material.ok) return material;
  const cloudAccountId = await ctx.transact(({ intents }) => intents.open(newId(), idempotencyKey, ctx.now()));
  await ctx.faultPoint('after-intent');

  const verdict = await ctx.credentials.verifyAndSeal(
    {
      cloudAccountId,
      expectedProviderAccountId: claimed,
      simulated: ctx.simulated,
      acceptPartialAccess: input.acceptPartialAccess ?? false,
      regions: input.regions ? [...input.regions] : null,
      material: material.value,
    },
    { tenantId: ctx.tenantId },
  );

  await ctx.faultPoint('after-verdict');
  if (verdict.outcome !== 'SEALED') {
    const { code } = verdict.outcome === 'REFUSED' ? verdict.failure : verdict.error;
    await giveUp(ctx, cloudAccountId, { provider, code });
    return err(verdict.outcome === 'REFUSED' ? { kind: 'ConnectionTestFailed', ...verdict.failure } : { kind: 'InvalidCredentialInput', ...verdict.error });
  }

  const account: CloudAccount = {
    id: cloudAccountId,
    name: input.name.trim(),
    provider,
    providerAccountId: verdict.providerAccountId,
    status: verdict.status,
    credentialId: verdict.credentialId,
    regions: input.regions ? [...new Set(input.regions)] : null,
    simulated: ctx.simulated,
    idempotencyKey,
    version: 1,
    connectedAt: ctx.now(),
    disconnectedAt: null,
  };
  const connected = await connect(ctx, connection, input, account);
  await ctx.faultPoint('after-connected');
  return connected;
}

async function connect<I extends ConnectCloudAccount>(
  ctx: Context,
  connection: Connection<I>,
  input: I,
  account: CloudAccount,
): Promise<Result<CloudAccount, ConnectRefused>> {
  try {
    return await ctx.transact(async (tx) => {
      if (!(await tx.intents.fulfil(account.id))) throw new Error('the intent was given up while the connection test ran');
      const lost = await connection.claim(tx, ctx, input, account.id);
      if (lost) throw new ClaimLost(lost);
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
      await tx.record({
        act: 'cloud-account.connect',
        target: { type: 'cloud-account', id: account.id },
        details: { provider: account.provider, providerAccountId: account.providerAccountId, status: account.status },
      });
      return ok(account);
    });
  } catch (error) {
    await giveUp(ctx, account.id, { provider: account.provider, code: error instanceof ClaimLost ? 'CLAIMED_BY_ANOTHER' : 'NOT_CONNECTED' });
    const standing = await ctx.read(async ({ cloudAccounts }) => ({
      same: account.idempotencyKey === null ? null : await cloudAccounts.byIdempotencyKey(account.idempotencyKey),
      other: await cloudAccounts.connected(account.provider, account.providerAccountId, account.simulated),
    }));
    const constraint = violatedConstraint(error);
    if (standing.same) return ok(standing.same);
    if (error instanceof ClaimLost) return err(error.refusal);
    if (constraint === 'cloud_account_once' && standing.other) return err(alreadyConnected(standing.other));
    throw error;
  }
}

/** Rolls the transaction back that would connect: another connection was faster. */
class ClaimLost extends Error {
  readonly refusal: ConnectRefused;

  constructor(refusal: ConnectRefused) {
    super('another connection claimed the same while the connection test ran');
    this.refusal = refusal;
  }
}

/** The secret, if one was sealed, is destroyed when credentials asks what became of the intent. */
const giveUp = (ctx: Context, cloudAccountId: string, { provider, code }: { provider: string; code: string }): Promise<void> =>
  ctx.transact(async (tx) => {
    if (await tx.cloudAccounts.lock(cloudAccountId)) return;
    await tx.intents.abandon(cloudAccountId, ctx.now());
    await tx.record({
      act: 'cloud-account.connect',
      target: { type: 'cloud-account', id: cloudAccountId },
      outcome: 'REFUSED',
      code,
      details: { provider },
    });
  });

import { newId, type ConnectionTest } from '@offload/contracts';
import { err, InternalCallError, ok, type Result } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { providers } from '../providers.ts';
import { checkExactlyOneOf, type ConnectCloudAccount } from './check-connect-input.ts';
import { invalidInput, notFound, type ConnectRefused, type NotFound } from './cloud-account.errors.ts';
import type { CloudAccount } from './cloud-account.ts';
import type { Connection, CredentialInput } from './connections/connection.ts';

export interface CredentialRotated {
  kind: 'CredentialRotated';
  cloudAccount: CloudAccount;
  test: ConnectionTest;
  previousUsedUntil: string;
  remedy: string;
}

export type RotateRefused = ConnectRefused | NotFound;

/**
 * Replaces the credential of a connected account, in three steps of which each leaves a whole: credentials tests and seals the new one beside the old;
 * here what must be this connection's alone is claimed; credentials takes the new one into use. Until that last commit the old one is in use, and
 * what a crash leaves of the new one is swept.
 */
export async function rotateCredential(ctx: Context, cloudAccountId: string, entered: CredentialInput): Promise<Result<CredentialRotated, RotateRefused>> {
  const account = z.uuid().safeParse(cloudAccountId).success ? await ctx.cloudAccount(cloudAccountId) : null;
  if (!account || account.status === 'DISCONNECTED') return err(notFound);

  const { connection } = providers[account.provider];
  const oneOf = checkExactlyOneOf({ aws: entered.aws, azure: entered.azure, gcp: entered.gcp }, 'the one of the account\'s provider');
  if (oneOf) return err(oneOf);
  const input = connection.enteredFor(account, entered);
  if (!input) return err(otherProvider(account));
  const malformed = connection.check(input);
  if (malformed) return err(malformed);

  const material = await connection.materialOf(ctx, input, account.id);
  if (!material.ok) return material;
  const rotationId = newId();
  const forTenant = { tenantId: ctx.tenantId };
  const sealed = await ctx.credentials.sealSuccessor(
    { cloudAccountId: account.id, rotationId, simulated: ctx.simulated, material: material.value },
    forTenant,
  );
  const refusal = refusalOf(sealed);
  if (refusal) return refuse(ctx, account, refusal);
  await ctx.faultPoint('after-successor');

  const lost = await claim(ctx, connection, input, account.id);
  if (lost) return refuse(ctx, account, lost);
  await ctx.faultPoint('after-claim');

  const switched = await switchTo(ctx, { cloudAccountId: account.id, rotationId });
  if (switched.outcome === 'GONE') return refuse(ctx, account, superseded());
  await ctx.faultPoint('after-rotated');
  return ok({
    kind: 'CredentialRotated',
    cloudAccount: account,
    test: switched.test,
    previousUsedUntil: switched.previousUsedUntil,
    remedy: connection.endOfAccess.replacedRemedy,
  });
}

function refusalOf(sealed: Awaited<ReturnType<Context['credentials']['sealSuccessor']>>): RotateRefused | null {
  if (sealed.outcome === 'NOT_CONNECTED') return notFound;
  if (sealed.outcome === 'REFUSED') return { kind: 'ConnectionTestFailed', ...sealed.failure };
  if (sealed.outcome === 'INVALID') return { kind: 'InvalidCredentialInput', ...sealed.error };
  return sealed.outcome === 'SUPERSEDED' ? superseded() : null;
}

/** Writes down that it was refused; that it was done is written in the transaction that claims. */
async function refuse(ctx: Context, { id }: CloudAccount, refusal: RotateRefused): Promise<Result<never, RotateRefused>> {
  const code = 'code' in refusal ? refusal.code : 'NOT_FOUND';
  await ctx.transact((tx) => tx.record({ act: 'credential.rotate', target: { type: 'cloud-account', id }, outcome: 'REFUSED', code }));
  return err(refusal);
}

/** Gives why not, when the account was disconnected or another connection was faster. */
function claim(
  ctx: Context,
  connection: Connection<ConnectCloudAccount>,
  input: ConnectCloudAccount,
  cloudAccountId: string,
): Promise<RotateRefused | undefined> {
  return ctx.transact(async (tx) => {
    const account = await tx.cloudAccounts.lock(cloudAccountId);
    if (!account || account.status === 'DISCONNECTED') return notFound;
    const lost = await connection.claim(tx, ctx, input, cloudAccountId);
    if (!lost) await tx.record({ act: 'credential.rotate', target: { type: 'cloud-account', id: cloudAccountId } });
    return lost;
  });
}

/** Asks once more when no answer came: the same rotation answers as before. */
async function switchTo(ctx: Context, rotation: { cloudAccountId: string; rotationId: string }) {
  const ask = () => ctx.credentials.switchCredential(rotation, { tenantId: ctx.tenantId });
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof InternalCallError)) throw error;
    return ask();
  }
}

const otherProvider = ({ provider }: CloudAccount): RotateRefused =>
  invalidInput(
    provider.toLowerCase(),
    'OTHER_PROVIDER',
    'The account is of another provider than the credential',
    `Give a credential in the field ${provider.toLowerCase()}`,
  );

const superseded = (): RotateRefused =>
  invalidInput(
    'input',
    'ROTATION_SUPERSEDED',
    'Another rotation of the same account came between: this credential is not in use',
    'Look which credential is in use now, and rotate again if it is not the right one',
  );

import type { credentialsApi, InvalidCredentialInput } from '@offload/contracts';
import type { Secret } from '@offload/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { isSealed, type SealedCredential } from '../credential/credential.ts';
import { destroySecret } from '../credential/destroy-credential.ts';
import { fingerprintOf } from '../credential/fingerprint.ts';
import { otherClouds } from '../credential/verify-and-seal.ts';
import { openSealedInput } from '../input-key/open-sealed-input.ts';
import type { Verification } from '../providers/credential-provider.ts';
import { SecretConflict } from '../secret-store/secret-store.ts';
import { discardSuccessor } from './discard-successor.ts';
import type { Successor } from './successor.ts';

export type SealSuccessor = z.output<typeof credentialsApi.endpoints.sealSuccessor.input>;
export type SuccessorSealed = z.output<typeof credentialsApi.endpoints.sealSuccessor.output>;

const sameCredential: InvalidCredentialInput = {
  code: 'SAME_CREDENTIAL',
  field: 'input',
  message: 'This is the credential that is in use.',
  remedy: 'If it was rotated a moment ago, it is done. Otherwise make a new one at the provider, and enter that.',
};

/**
 * Tests a credential that is to replace the one in use and, when it is good, seals it as the next version. Nothing reads that version until it is
 * switched to. Nothing is kept before the test has passed; from then on a row names the version, so that whatever a crash leaves in the secret
 * store is found by the sweep.
 */
export async function sealSuccessor(ctx: Context, input: SealSuccessor): Promise<SuccessorSealed> {
  const { cloudAccountId, rotationId, material } = input;
  if (input.simulated !== ctx.simulated) return { outcome: 'INVALID', error: otherClouds };
  const credential = await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  if (!isSealed(credential)) return { outcome: 'NOT_CONNECTED' };

  const provider = ctx.providers[material.kind];
  const expectedProviderAccountId = credential.providerAccountId;
  const read = await provider.read(material, (sealed) => openSealedInput(ctx.inputKeys, sealed, ctx.tenantId, ctx.now), {
    tenantId: ctx.tenantId,
    expectedProviderAccountId,
  });
  if (!read.ok) return { outcome: 'INVALID', error: read.error };

  const secret = provider.serialize(read.value);
  const fingerprint = fingerprintOf(ctx.fingerprintKey, ctx.tenantId, secret);
  if (fingerprint === credential.fingerprint) return { outcome: 'INVALID', error: sameCredential };

  const { acceptPartialAccess, regions } = credential;
  const verification = await provider.verify(read.value, { expectedProviderAccountId, acceptPartialAccess, regions, isFresh: true });
  if (!verification.ok) return { outcome: 'REFUSED', failure: verification.failure };

  const successor = await begin(ctx, credential, { rotationId, kind: provider.kindOf(read.value), fingerprint, verification });
  if (!successor) return { outcome: 'NOT_CONNECTED' };
  await ctx.faultPoint('after-successor-row');
  return seal(ctx, successor, secret);
}

interface Tested {
  rotationId: string;
  kind: Successor['kind'];
  fingerprint: string;
  verification: Extract<Verification, { ok: true }>;
}

/** Null when the account was disconnected meanwhile. From now on this rotation alone can switch, so that the version in use stands still. */
function begin(ctx: Context, { cloudAccountId }: SealedCredential, { verification, ...tested }: Tested): Promise<Successor | null> {
  const { test, status, issuedAt = null } = verification;
  return ctx.transact(async ({ credentials, successors }) => {
    const locked = await credentials.lock(cloudAccountId);
    if (!isSealed(locked)) return null;
    const secretVersion = locked.secretVersion + 1;
    const successor: Successor = {
      ...tested,
      cloudAccountId,
      secretVersion,
      issuedAt,
      test,
      status,
      begunAt: ctx.now(),
      sealedAt: null,
    };
    await successors.begin(successor);
    return successor;
  });
}

async function seal(ctx: Context, begun: Successor, secret: Secret): Promise<SuccessorSealed> {
  const successor = await putReserved(ctx, begun, secret);
  if (!successor) return { outcome: 'SUPERSEDED' };
  await ctx.faultPoint('after-successor-put');

  const { cloudAccountId } = successor;
  const outcome = await ctx.transact(async ({ credentials, successors }) => {
    const isConnected = isSealed(await credentials.lock(cloudAccountId));
    if (!isConnected) return 'NOT_CONNECTED';
    return (await successors.seal(successor, ctx.now())) ? 'SEALED' : 'SUPERSEDED';
  });
  // What was written after the account's secrets were destroyed must go as well; what a later rotation wrote must stay.
  if (outcome === 'NOT_CONNECTED') {
    await ctx.transact(({ credentials }) => credentials.endAnew(cloudAccountId));
    await destroySecret(ctx, cloudAccountId);
  }
  if (outcome === 'SUPERSEDED') await ctx.secrets.destroyVersion(pathOf(ctx, cloudAccountId), successor.secretVersion);
  if (outcome === 'SEALED') await ctx.faultPoint('after-successor-sealed');
  return { outcome };
}

const pathOf = ({ tenantId }: Context, cloudAccountId: string) => ({ tenantId, cloudAccountId });

/**
 * Writes the version that the row names. When another is in the way it was left by a rotation that crashed or was superseded: it goes, and the next
 * number is reserved. Null when a later rotation took over.
 */
async function putReserved(ctx: Context, begun: Successor, secret: Secret): Promise<Successor | null> {
  const path = pathOf(ctx, begun.cloudAccountId);
  const inUse = begun.secretVersion - 1;
  let successor = begun;

  for (let tries = 0; tries < 5; tries += 1) {
    try {
      await ctx.secrets.put(path, secret, { cas: successor.secretVersion - 1 });
      return successor;
    } catch (error) {
      if (!(error instanceof SecretConflict)) throw error;
      const { currentVersion } = error;
      successor = { ...successor, secretVersion: currentVersion + 1 };
      if (!(await ctx.transact(({ successors }) => successors.reserve(successor, successor.secretVersion)))) return null;
      for (let orphan = inUse + 1; orphan <= currentVersion; orphan += 1) await ctx.secrets.destroyVersion(path, orphan);
    }
  }
  await discardSuccessor(ctx, successor);
  throw new Error('others keep writing the same secret');
}

import { newId, type credentialsApi, type InvalidCredentialInput } from '@offload/contracts';
import type { Secret } from '@offload/service-kit';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { openSealedInput } from '../input-key/open-sealed-input.ts';
import { SecretConflict, type SecretPath } from '../secret-store/secret-store.ts';
import { isSealed, type Credential, type SealedCredential } from './credential.ts';
import { fingerprintOf } from './fingerprint.ts';
import { nextTest } from './next-test.ts';

export type VerifyAndSeal = z.output<typeof credentialsApi.endpoints.verifyAndSeal.input>;
export type VerifiedAndSealed = z.output<typeof credentialsApi.endpoints.verifyAndSeal.output>;

/** Simulated and real accounts are never mixed. */
export const otherClouds: InvalidCredentialInput = {
  code: 'OTHER_CLOUDS',
  field: 'input',
  message: 'This platform serves other clouds: simulated and real accounts are never mixed.',
  remedy: 'Connect the account on the platform that it belongs to.',
};

/**
 * Tests the access and, when it is good, seals the credential, unclaimed. A refusal leaves nothing behind. The row comes first, so that whatever a
 * crash leaves in the secret store is found by the sweep; the same account id again goes on from there, or answers as before.
 */
export async function verifyAndSeal(ctx: Context, input: VerifyAndSeal): Promise<VerifiedAndSealed> {
  if (input.simulated !== ctx.simulated) return { outcome: 'INVALID', error: otherClouds };

  const known = await ctx.read(({ credentials }) => credentials.ofCloudAccount(input.cloudAccountId));
  if (known?.state === 'DESTROYED') throw new Error('the account was disconnected or given up');
  if (isSealed(known)) return answerAgain(ctx, known);

  const provider = ctx.providers[input.material.kind];
  const read = await provider.read(input.material, (sealed) => openSealedInput(ctx.inputKeys, sealed, ctx.tenantId, ctx.now), {
    tenantId: ctx.tenantId,
    expectedProviderAccountId: input.expectedProviderAccountId,
  });
  if (!read.ok) return { outcome: 'INVALID', error: read.error };

  const begun = newCredential(ctx, input, provider.kindOf(read.value));
  const { id } = await ctx.transact(({ credentials }) => credentials.begin(begun));
  await ctx.faultPoint('after-unclaimed-row');

  const forget = (): Promise<void> => ctx.transact(({ credentials }) => credentials.forgetUnsealed(id));
  const verification = await provider
    .verify(read.value, {
      expectedProviderAccountId: input.expectedProviderAccountId,
      acceptPartialAccess: input.acceptPartialAccess,
      regions: input.regions,
      isFresh: true,
    })
    .catch(async (error: unknown) => {
      await forget();
      throw error;
    });
  if (!verification.ok) {
    await forget();
    return { outcome: 'REFUSED', failure: verification.failure };
  }

  const serialized = provider.serialize(read.value);
  const path = { tenantId: ctx.tenantId, cloudAccountId: input.cloudAccountId };
  const secretVersion = await putNext(ctx, path, serialized);
  await ctx.faultPoint('after-seal');

  const { providerAccountId, status, test } = verification;
  const isSealedNow = await ctx.transact(async ({ credentials, record }) => {
    const sealed = await credentials.seal(id, {
      kind: provider.kindOf(read.value),
      secretVersion,
      fingerprint: fingerprintOf(ctx.fingerprintKey, ctx.tenantId, serialized),
      providerAccountId,
      issuedAt: verification.issuedAt ?? null,
      sealedAt: ctx.now(),
      nextTestAt: nextTest(ctx),
    });
    if (!sealed) return false;
    await credentials.keepTest({ cloudAccountId: input.cloudAccountId, test, status, version: 0 });
    await record({ act: 'credential.seal', target: { type: 'cloud-account', id: input.cloudAccountId }, details: { kind: begun.kind, status } });
    return sealed;
  });
  if (!isSealedNow) return yieldToOther(ctx, path);

  ctx.log.info({ cloudAccountId: input.cloudAccountId, kind: begun.kind, status }, 'credential sealed');
  return { outcome: 'SEALED', credentialId: id, providerAccountId, status, test };
}

function newCredential(ctx: Context, input: VerifyAndSeal, kind: Credential['kind']): Credential {
  return {
    id: newId(),
    cloudAccountId: input.cloudAccountId,
    kind,
    state: 'UNCLAIMED',
    secretVersion: null,
    fingerprint: null,
    providerAccountId: null,
    simulated: input.simulated,
    acceptPartialAccess: input.acceptPartialAccess,
    regions: input.regions,
    createdAt: ctx.now(),
    issuedAt: null,
    rotationId: null,
    toldRotation: null,
    version: 0,
    nextTestAt: nextTest(ctx),
    lastVerifiedAt: null,
    leaseExpiresAt: null,
  };
}

/** Writes the next version, also over what a crashed attempt left: readers pin the version that the row names, so that is harmless. */
async function putNext({ secrets }: Context, path: SecretPath, secret: Secret): Promise<number> {
  let cas = 0;
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      return await secrets.put(path, secret, { cas });
    } catch (error) {
      if (!(error instanceof SecretConflict)) throw error;
      cas = error.currentVersion;
    }
  }
  throw new Error('others keep writing the same secret');
}

async function answerAgain(ctx: Context, credential: SealedCredential): Promise<VerifiedAndSealed> {
  const stored = await ctx.read(({ credentials }) => credentials.testOf(credential.cloudAccountId));
  if (!stored) throw new Error('a sealed credential has lost its connection test');
  const { test, status } = stored;
  return { outcome: 'SEALED', credentialId: credential.id, providerAccountId: credential.providerAccountId, status, test };
}

/** Another attempt for the same account was faster: its answer stands. Or the account was given up meanwhile: nothing may stay sealed. */
async function yieldToOther(ctx: Context, path: SecretPath): Promise<VerifiedAndSealed> {
  const now = await ctx.read(({ credentials }) => credentials.ofCloudAccount(path.cloudAccountId));
  if (isSealed(now)) return answerAgain(ctx, now);
  // The row, where there still is one, first: should the secret store be away now, the sweep finds it.
  await ctx.transact(({ credentials }) => credentials.endAnew(path.cloudAccountId));
  await ctx.secrets.destroy(path);
  throw new Error('the account was given up while the connection test ran');
}

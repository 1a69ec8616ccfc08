import { connectionTested, credentialRotated, type credentialsApi } from '@offload/contracts';
import type { z } from 'zod';
import type { Context, TransactionRepositories } from '../context.ts';
import { isSealed, type SealedCredential } from '../credential/credential.ts';
import { destroyDueVersions } from './destroy-due-versions.ts';
import type { Successor } from './successor.ts';
import { tellAge } from './tell-age.ts';

export type SwitchCredential = z.output<typeof credentialsApi.endpoints.switchCredential.input>;
export type CredentialSwitched = z.output<typeof credentialsApi.endpoints.switchCredential.output>;

/** How long a replaced version stays at the least: a lease that is being made of it has until then. */
const graceMs = 60_000;

/**
 * Takes the successor that a rotation sealed into use, in one transaction: from its commit on leases and tests are of the new one. The old version
 * stays until the leases that were made of it have ended. The same rotation again answers as before.
 */
export async function switchCredential(ctx: Context, { cloudAccountId, rotationId }: SwitchCredential): Promise<CredentialSwitched> {
  const switched = await ctx.transact<CredentialSwitched>(async (tx) => {
    const credential = await tx.credentials.lock(cloudAccountId);
    if (!isSealed(credential)) return { outcome: 'GONE' };
    if (credential.rotationId === rotationId) return answerAgain(tx, credential);

    const successor = await tx.successors.lock(cloudAccountId);
    if (successor?.rotationId !== rotationId || successor.sealedAt === null) return { outcome: 'GONE' };
    return take(ctx, tx, credential, successor);
  });

  if (switched.outcome === 'SWITCHED') {
    await ctx.faultPoint('after-switch');
    await destroyDueVersions(ctx, cloudAccountId).catch((error: unknown) =>
      ctx.log.warn({ err: error, cloudAccountId }, 'a replaced secret waits for the sweep: the secret store gave no answer'),
    );
  }
  return switched;
}

async function take(
  ctx: Context,
  tx: TransactionRepositories,
  credential: SealedCredential,
  successor: Successor,
): Promise<CredentialSwitched> {
  const { cloudAccountId, rotationId, kind, secretVersion, fingerprint, issuedAt, test, status } = successor;
  const now = ctx.now();
  const earliest = now.getTime() + graceMs;
  const until = new Date(Math.max(credential.leaseExpiresAt?.getTime() ?? 0, earliest));

  const rotated: SealedCredential = {
    ...credential,
    kind,
    secretVersion,
    fingerprint,
    issuedAt,
    rotationId,
    createdAt: successor.sealedAt ?? now,
    lastVerifiedAt: new Date(test.testedAt),
    version: credential.version + 1,
  };
  await tx.successors.retire(cloudAccountId, credential.secretVersion, until);
  await tx.successors.forget(cloudAccountId);
  await tx.credentials.update(rotated);
  await tx.publish(credentialRotated, {
    aggregateId: credential.id,
    aggregateVersion: rotated.version,
    data: { credentialId: credential.id, cloudAccountId, kind },
  });
  await tellAge(tx, rotated, now);

  const testVersion = ((await tx.credentials.testOf(cloudAccountId))?.version ?? 0) + 1;
  await tx.credentials.keepTest({ cloudAccountId, test, status, version: testVersion });
  await tx.publish(connectionTested, {
    aggregateId: cloudAccountId,
    aggregateVersion: testVersion,
    data: { cloudAccountId, ok: true, status, code: null },
  });
  await tx.record({ act: 'credential.switch', target: { type: 'cloud-account', id: cloudAccountId }, details: { kind, status } });
  ctx.log.info({ cloudAccountId, kind, status }, 'credential rotated');
  return { outcome: 'SWITCHED', previousUsedUntil: until.toISOString(), test };
}

async function answerAgain({ credentials, successors }: TransactionRepositories, credential: SealedCredential): Promise<CredentialSwitched> {
  const stored = await credentials.testOf(credential.cloudAccountId);
  if (!stored) throw new Error('a sealed credential has lost its connection test');
  const until = (await successors.retiredUntil(credential.cloudAccountId)) ?? credential.createdAt;
  return { outcome: 'SWITCHED', previousUsedUntil: until.toISOString(), test: stored.test };
}

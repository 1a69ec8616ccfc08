import { connectionTested, type ConnectedStatus, type ConnectionTest, type ConnectionTestFailed } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import type { Context } from '../context.ts';
import type { Verification } from '../providers/credential-provider.ts';
import { providerOf } from '../providers/credential-providers.ts';
import { isInconclusive } from '../verify/connection-refused.ts';
import { startConnectionTest } from '../verify/connection-test-run.ts';
import { isSealed, type SealedCredential } from './credential.ts';
import { nextTest } from './next-test.ts';
import { connectionTestFailed, notFound, type ConnectionTestRefused } from './credential.errors.ts';

/**
 * Tests a connected account again, with the credential that is sealed for it, and tells the others what follows for the account's status. A test that
 * could not be run (throttled, unreachable) changes no status. Another tenant's account is not found, as one that never was.
 */
export async function testConnection(ctx: Context, cloudAccountId: string): Promise<Result<ConnectionTest, ConnectionTestRefused>> {
  const credential = await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  if (!isSealed(credential)) return err(notFound());

  const verification = credential.simulated === ctx.simulated ? await verifyAgain(ctx, credential) : otherClouds(ctx);
  if (!verification) return err(notFound());

  const found = await ctx.transact(async ({ credentials, publish, record }) => {
    // Locked: two tests at once take turns, and none is told of an account that was disconnected meanwhile.
    const locked = await credentials.lock(cloudAccountId);
    if (!isSealed(locked)) return false;
    // It was rotated meanwhile: the rotation's own test is the newer one.
    if (locked.secretVersion !== credential.secretVersion) return true;

    const last = await credentials.testOf(cloudAccountId);
    const version = (last?.version ?? 0) + 1;
    const previousStatus = last?.status ?? 'CONNECTED';
    const status = statusAfter(verification, previousStatus);
    const test = verification.ok ? verification.test : verification.failure.test;

    await credentials.keepTest({ cloudAccountId, test, status, version });
    await credentials.update({ ...locked, ...whatTestTells(ctx, locked, verification) });
    await publish(connectionTested, {
      aggregateId: cloudAccountId,
      aggregateVersion: version,
      data: { cloudAccountId, ok: verification.ok, status, previousStatus, code: verification.ok ? null : verification.failure.code },
    });
    const refused = verification.ok ? null : verification.failure.code;
    await record({
      act: 'connection.test',
      target: { type: 'cloud-account', id: cloudAccountId },
      ...(refused && { outcome: 'REFUSED', code: refused }),
      details: { status },
    });
    return true;
  });

  if (!found) return err(notFound());
  return verification.ok ? ok(verification.test) : err(connectionTestFailed(verification.failure));
}

/** Null when the secret was destroyed meanwhile. */
async function verifyAgain(ctx: Context, credential: SealedCredential): Promise<Verification | null> {
  const stored = await ctx.secrets.get({ tenantId: ctx.tenantId, cloudAccountId: credential.cloudAccountId }, credential.secretVersion);
  if (!stored) return null;

  const provider = providerOf(ctx.providers, credential.kind);
  return provider.verify(provider.deserialize(stored), {
    expectedProviderAccountId: credential.providerAccountId,
    acceptPartialAccess: credential.acceptPartialAccess,
    regions: credential.regions,
    isFresh: false,
  });
}

function otherClouds(ctx: Context): { ok: false; failure: ConnectionTestFailed } {
  const failure = startConnectionTest(['authenticate'], ctx.now).failed({
    code: 'UNREACHABLE',
    message: 'This platform serves other clouds: simulated and real accounts are never mixed.',
    remedy: 'Test the account on the platform that it was connected on.',
  });
  return { ok: false, failure };
}

/** How soon a test that could not be run is tried again. */
const soonMs = 15 * 60_000;

function whatTestTells(ctx: Context, { issuedAt, lastVerifiedAt }: SealedCredential, verification: Verification) {
  const nextTestAt = nextTest(ctx);
  if (verification.ok) return { lastVerifiedAt: ctx.now(), issuedAt: verification.issuedAt ?? issuedAt, nextTestAt };
  const soon = new Date(Math.min(nextTestAt.getTime(), ctx.now().getTime() + soonMs));
  return { lastVerifiedAt, issuedAt, nextTestAt: isInconclusive(verification.failure.code) ? soon : nextTestAt };
}

function statusAfter(verification: Verification, before: ConnectedStatus): ConnectedStatus {
  if (verification.ok) return verification.status;
  return isInconclusive(verification.failure.code) ? before : 'DEGRADED';
}

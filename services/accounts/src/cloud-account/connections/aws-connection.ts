import { ok } from '@offload/service-kit';
import type { Context } from '../../context.ts';
import { externalIdHash, newExternalId } from '../../external-id/external-id.ts';
import { checkExactlyOneOf, checkLengths, type ConnectCloudAccount } from '../check-connect-input.ts';
import type { Connection } from './connection.ts';
import { claimKit, subjectOfKit, type EnteredKit } from './kit-subject.ts';

/** An AWS account to connect, as it was entered; secrets are sealed. */
export interface ConnectAwsAccount extends ConnectCloudAccount {
  role?: { roleArn: string; externalId: string } | null;
  /** A role that trusts the platform's issuer for the subject of a kit. */
  webIdentity?: { roleArn: string; onboardingKitId: string } | null;
  accessKeys?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | null } | null;
}

/** How many of the tenant's own external IDs are tried, to prove that the wrong one was entered. */
const issuedExternalIdsTried = 5;

const accountOfRoleArn = /^arn:aws:iam::(\d{12}):role\//;

const kitOf = (id: string): EnteredKit => ({ provider: 'AWS', id, field: 'webIdentity.onboardingKitId' });

export const awsConnection: Connection<ConnectAwsAccount> = {
  provider: 'AWS',

  check: ({ role, webIdentity, accessKeys }) =>
    checkExactlyOneOf({ role, webIdentity, accessKeys }, 'a role is better than keys') ??
    checkLengths(2048, { 'role.roleArn': role?.roleArn, 'webIdentity.roleArn': webIdentity?.roleArn }) ??
    checkLengths(1224, { 'role.externalId': role?.externalId }) ??
    checkLengths(128, { 'accessKeys.accessKeyId': accessKeys?.accessKeyId }),

  claimedAccountId: ({ role, webIdentity }) => accountOfRoleArn.exec((role ?? webIdentity)?.roleArn ?? '')?.[1] ?? null,

  enteredFor: ({ name }, { aws }) => (aws ? { name, ...aws } : null),

  async materialOf(ctx, { role, webIdentity, accessKeys }, cloudAccountId) {
    if (accessKeys) return ok({ kind: 'AWS_ACCESS_KEYS', ...accessKeys, sessionToken: accessKeys.sessionToken ?? null });
    if (role) return ok(await roleMaterial(ctx, role));
    const { roleArn, onboardingKitId } = webIdentity!;
    const subject = await subjectOfKit(ctx, kitOf(onboardingKitId), cloudAccountId);
    return subject.ok ? ok({ kind: 'AWS_WEB_IDENTITY', roleArn, subject: subject.value }) : subject;
  },

  async claim(tx, ctx, { role, webIdentity }, cloudAccountId) {
    if (webIdentity) return claimKit(tx, kitOf(webIdentity.onboardingKitId), cloudAccountId);
    if (role && !(await tx.externalIds.claim(externalIdHash(ctx.externalIdKey, role.externalId), ctx.now()))) {
      throw new Error('another tenant claimed the external ID while the connection test ran');
    }
    return undefined;
  },

  endOfAccess: {
    longestLeaseMs: 60 * 60_000,
    remedy:
      'To end access at once: remove the role or the access key in your account, or use "Revoke active sessions" on the role in the IAM console. ' +
      'The Terraform that made the role can be destroyed.',
    replacedRemedy: 'When that time has come, deactivate the old access key or remove the old role in your account, and delete it when nothing misses it.',
  },
};

/**
 * An external ID that belongs to another tenant is never tried with its role, which would make us its confused deputy: a random one goes in its stead,
 * so that the refusal is the cloud's own, in content and in time, and tells nothing.
 */
function roleMaterial(ctx: Context, { roleArn, externalId }: { roleArn: string; externalId: string }) {
  return ctx.transact(async ({ externalIds, onboardingKits }) => ({
    kind: 'AWS_ROLE' as const,
    roleArn,
    externalId: (await externalIds.isForeign(externalIdHash(ctx.externalIdKey, externalId))) ? newExternalId() : externalId,
    issuedExternalIds: (await onboardingKits.issuedExternalIds(issuedExternalIdsTried)).filter((issued) => issued !== externalId),
  }));
}

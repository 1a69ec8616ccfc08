import { err, ok, type Result } from '@offload/service-kit';
import { createHash } from 'node:crypto';
import { AwsError, type AwsErrorKind } from '../../aws/aws-error.ts';
import type { Lease, LeaseRefused, LeaseRequest } from '../../providers/credential-provider.ts';
import type { RoleSession } from '../../verify/aws/assume-role.ts';
import type { LeaseCache } from '../lease-cache.ts';
import { sessionPolicyOf } from './session-policy.ts';

/** Role chaining caps a session at one hour, whatever the role allows. */
const durationSeconds = 3600;

const refusals: Partial<Record<AwsErrorKind, LeaseRefused>> = {
  DENIED: { reason: 'ACCESS_LOST', message: 'AWS refuses to let the platform assume the role. Test the connection to learn why.' },
  TOKEN_REJECTED: { reason: 'ACCESS_LOST', message: 'AWS does not take the assertion of the platform any more. Test the connection to learn why.' },
  ISSUER_UNREADABLE: { reason: 'UNREACHABLE', message: "AWS cannot read the documents of the platform's OIDC issuer." },
  THROTTLED: { reason: 'THROTTLED', message: 'AWS asked to slow down.' },
  UNREACHABLE: { reason: 'UNREACHABLE', message: 'No usable answer came from AWS.' },
};

/** How a session of a role is to be: how the customer's CloudTrail shows it, what it may do, and for how long. */
export interface NarrowedSession {
  sessionName: string;
  policy: string;
  durationSeconds: number;
}

/** A session of the customer's role, narrowed to the job's actions. Jobs of a scan that declare the same actions share one. */
export async function leaseAwsRole(
  cache: LeaseCache,
  assume: (narrowed: NarrowedSession) => Promise<RoleSession>,
  request: LeaseRequest,
): Promise<Result<Lease, LeaseRefused>> {
  const policy = sessionPolicyOf(request.actions);
  const digest = createHash('sha256').update(policy).digest('base64url');
  const key = [request.cloudAccountId, request.credentialVersion, request.scanId, digest].join(' ');

  try {
    return ok(
      await cache.get(key, async () => {
        const sessionName = `offload-${request.scanId}`.slice(0, 64);
        const { expiration, ...session } = await assume({ sessionName, policy, durationSeconds });
        return { lease: { kind: 'AWS_SESSION', ...session, expiresAt: expiration.toISOString() }, expiresAt: expiration };
      }),
    );
  } catch (error) {
    const refusal = error instanceof AwsError && !error.isDeniedByOwnPolicy ? refusals[error.kind] : undefined;
    if (refusal) return err(refusal);
    throw error;
  }
}

import { ok, type Result } from '@offload/service-kit';
import type { AwsContext } from '../../aws/aws-context.ts';
import type { Lease, LeaseRefused, LeaseRequest } from '../../providers/credential-provider.ts';
import type { AwsAccessKeys } from '../../verify/aws/verify-aws-access-keys.ts';
import { deriveSigningKeys, signingScopesOf } from './signing-keys.ts';

/**
 * Keys that sign for the job's region and services on one day. A user's keys cannot be narrowed to actions without a call that cannot reach
 * IAM (GetFederationToken), and the secret itself must not leave this service: so that a worker gets what it can sign with, and no more.
 */
export async function leaseAwsAccessKeys(
  { now }: AwsContext,
  unseal: () => Promise<AwsAccessKeys>,
  { region, signingNames }: LeaseRequest,
): Promise<Result<Lease, LeaseRefused>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await unseal();
  const { keys, expiresAt } = deriveSigningKeys(secretAccessKey.reveal(), signingScopesOf(region, signingNames), now());

  return ok({
    lease: {
      kind: 'AWS_SIGNING_KEYS',
      accessKeyId,
      sessionToken: sessionToken?.reveal() ?? null,
      keys,
      expiresAt: expiresAt.toISOString(),
    },
    expiresAt,
  });
}

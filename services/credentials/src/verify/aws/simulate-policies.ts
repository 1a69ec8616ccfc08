import type { GetRoleCommandOutput, SimulatePrincipalPolicyCommandOutput } from '@aws-sdk/client-iam';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { principalOf } from '../../aws/principal-arn.ts';

/** Which actions a principal's policies allow; null when IAM would not say. */
export type SimulatedPolicies = ReadonlyMap<string, boolean> | null;

/**
 * The ARN whose policies a caller has, with its path, as IAM's simulation wants it. Null for a caller without policies of its own (a
 * federated user) and where IAM does not say.
 */
export async function policySourceArn(caller: AwsCaller, callerArn: string): Promise<string | null> {
  const principal = principalOf(callerArn);
  if (!principal) return null;
  if (principal.type === 'user') return callerArn;

  try {
    const { Role } = await caller.call<GetRoleCommandOutput>('iam', 'GetRole', { RoleName: principal.name });
    return Role?.Arn ?? null;
  } catch (error) {
    if (error instanceof AwsError) return null;
    throw error;
  }
}

/**
 * Asks IAM what the principal's policies allow, on any resource. It does not know of resource control policies, so that it only speaks where
 * no dry probe can. Null when the principal may not ask, or IAM gives no answer: both leave us not knowing.
 */
export async function simulatePolicies(
  caller: AwsCaller,
  principalArn: string | null,
  actions: readonly string[],
): Promise<SimulatedPolicies> {
  if (principalArn === null || actions.length === 0) return null;
  const decisions = new Map<string, boolean>();
  let marker: string | undefined;

  try {
    do {
      const page = await caller.call<SimulatePrincipalPolicyCommandOutput>('iam', 'SimulatePrincipalPolicy', {
        PolicySourceArn: principalArn,
        ActionNames: actions,
        ...(marker !== undefined && { Marker: marker }),
      });
      for (const { EvalActionName, EvalDecision } of page.EvaluationResults ?? [])
        decisions.set(EvalActionName ?? '', EvalDecision === 'allowed');
      marker = page.IsTruncated ? page.Marker : undefined;
    } while (marker !== undefined);
  } catch (error) {
    if (error instanceof AwsError) return null;
    throw error;
  }

  return decisions;
}

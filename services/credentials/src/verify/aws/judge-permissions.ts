import type { ConnectedStatus } from '@offload/contracts';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import type { ConnectionTestRun, StepNote } from '../connection-test-run.ts';
import type { VerifyOptions } from '../../providers/credential-provider.ts';
import { awsFailures, passingFailure, refuse } from './aws-failures.ts';
import { defaultRegion, type AwsContext } from '../../aws/aws-context.ts';
import { findDisabledRegions } from './check-regions.ts';
import { lookForExcess, type ExcessSeen } from './look-for-excess.ts';
import { probePermissions } from './probe-permissions.ts';
import { policySourceArn } from './simulate-policies.ts';

export interface Judged {
  caller: AwsCaller;
  /** Who AWS says the caller is. */
  callerArn: string;
  accountId: string;
}

/** The steps that every kind of AWS credential ends with, in order. */
export const permissionSteps = ['regions', 'permissions', 'excess'] as const;

/**
 * The last steps of a test: are the chosen regions on, may everything be read that must be, and may more be done than that.
 * Gives the status that follows. @throws ConnectionRefused
 */
export async function judgePermissions(
  context: AwsContext,
  run: ConnectionTestRun,
  judged: Judged,
  options: VerifyOptions,
): Promise<ConnectedStatus> {
  const { caller, callerArn, accountId } = judged;
  const regions = options.regions ?? [];

  await run.step('regions', async () => {
    const disabled = await findDisabledRegions(caller, regions).catch((error: unknown) => refuse(error, () => null));
    if (disabled.length > 0) throw new ConnectionRefused(awsFailures.regionNotEnabled(disabled));
    return { value: undefined };
  });

  let source: Promise<string | null> | undefined;
  const principalArn = (): Promise<string | null> => (source ??= policySourceArn(caller, callerArn));

  const [permissions, excess] = await Promise.all([
    probePermissions({ caller, accountId, region: regions[0] ?? defaultRegion, principalArn, actions: context.preflight }),
    lookForExcess(caller, callerArn, principalArn),
  ]);

  const { missing, unverified, trouble } = permissions;
  const requiredMissing = missing.filter(({ required }) => required).map(({ action }) => action);
  run.missingPermissions.push(...missing);
  run.notices.push(...excess.notices);
  if (unverified.length > 0) run.notices.push(`Could not be verified, and will show in the first scan: ${unverified.join(', ')}.`);
  for (const { action, required } of missing)
    if (!required) run.notices.push(`Optional and not allowed: ${action}. What needs it is off or unknown.`);

  let refusal: ConnectionRefused | null = null;
  try {
    await run.step('permissions', async () => {
      if (requiredMissing.length > 0 && !options.acceptPartialAccess)
        throw new ConnectionRefused(awsFailures.missingPermissions(requiredMissing, callerArn));
      const passing = trouble && passingFailure(trouble);
      if (passing) throw new ConnectionRefused(passing);
      return { value: undefined, note: permissionsNote(requiredMissing, unverified, callerArn) };
    });
  } catch (error) {
    if (!(error instanceof ConnectionRefused)) throw error;
    refusal = error;
  }

  // What the credential may do too much is worth knowing also where it may do too little.
  run.excessivePermissions.push(...excess.excessive);
  await run.step('excess', async () => ({ value: undefined, note: excessNote(excess, callerArn) }));

  if (refusal) throw refusal;
  return requiredMissing.length > 0 ? 'DEGRADED' : 'CONNECTED';
}

function permissionsNote(missing: readonly string[], unverified: readonly string[], callerArn: string): StepNote | undefined {
  if (missing.length > 0) return { outcome: 'FAILED', ...awsFailures.missingPermissions(missing, callerArn) };
  if (unverified.length > 0)
    return { outcome: 'UNKNOWN', message: `No answer of AWS tells whether these are allowed: ${unverified.join(', ')}.` };
  return undefined;
}

function excessNote({ excessive, managedPolicyArns, isProved }: ExcessSeen, callerArn: string): StepNote | undefined {
  if (excessive.length > 0) return { outcome: 'FAILED', ...awsFailures.excessive(excessive, callerArn, managedPolicyArns) };
  if (isProved) return undefined;
  return {
    outcome: 'UNKNOWN',
    message: 'Whether the credential may write could not be looked up: iam:SimulatePrincipalPolicy (part of SecurityAudit) is not allowed.',
  };
}

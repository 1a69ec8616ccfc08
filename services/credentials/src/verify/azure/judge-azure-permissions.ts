import type { ConnectedStatus, MissingPermission, PreflightAction } from '@offload/contracts';
import type { ArmCaller } from '../../azure/arm-caller.ts';
import { AzureError } from '../../azure/azure-error.ts';
import type { AzureContext } from '../../azure/azure-context.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import type { ConnectionTestRun, StepNote } from '../connection-test-run.ts';
import type { AzureAssignment } from './azure-fix.ts';
import { azureFailures, refuseAzure } from './azure-failures.ts';
import { readEffectivePermissions, type EffectivePermissions } from './effective-permissions.ts';
import { findExcess } from './find-excess.ts';
import { findUnregistered } from './find-unregistered.ts';

export interface AzureJudged {
  arm: ArmCaller;
  subscriptionId: string;
  clientId: string;
  /** The service principal's; null when not known. */
  objectId: string | null;
}

/** The steps that every kind of Azure credential ends with, in order. */
export const azurePermissionSteps = ['providers', 'permissions', 'excess'] as const;

/** Without it nobody can tell what may be read, neither here nor while scanning. */
const listPermissions: MissingPermission = { action: 'Microsoft.Authorization/permissions/read', required: true, checks: [] };

/**
 * The last steps of a test: are the providers there that are asked, may everything be read that must be, and may more be done than that.
 * Gives the status that follows. @throws ConnectionRefused
 */
export async function judgeAzurePermissions(
  { preflight }: AzureContext,
  run: ConnectionTestRun,
  { arm, subscriptionId, objectId, clientId }: AzureJudged,
  { acceptPartialAccess }: { acceptPartialAccess: boolean },
): Promise<ConnectedStatus> {
  await run.step('providers', async () => {
    const missing = await findUnregistered(arm, subscriptionId, preflight).catch((error: unknown) => refuseAzure(error, () => null));
    return { value: undefined, note: providersNote(missing) };
  });

  const assignment = { clientId, subscriptionId };
  // Undefined until they were asked for and answered.
  let permissions: EffectivePermissions | null | undefined;
  let refusal: ConnectionRefused | null = null;
  let status: ConnectedStatus = 'CONNECTED';
  try {
    await run.step('permissions', async () => {
      permissions = await readPermissions(arm, subscriptionId, objectId).catch((error: unknown) => refuseAzure(error, () => null));
      const requiredMissing = noteMissing(run, preflight, permissions);
      if (requiredMissing.length > 0 && !acceptPartialAccess)
        throw new ConnectionRefused(azureFailures.missingPermissions(requiredMissing, assignment));
      if (requiredMissing.length > 0) status = 'DEGRADED';
      return { value: undefined, note: permissionsNote(requiredMissing, permissions, assignment) };
    });
  } catch (error) {
    if (!(error instanceof ConnectionRefused) || permissions === undefined) throw error;
    refusal = error;
  }

  // What the application may do too much is worth knowing also where it may do too little.
  await run.step('excess', async () => ({ value: undefined, note: judgeExcess(run, permissions ?? null, assignment) }));

  if (refusal) throw refusal;
  return status;
}

/** Null when the application may not see its own permissions. @throws AzureError */
export async function readPermissions(
  arm: ArmCaller,
  subscriptionId: string,
  objectId: string | null,
): Promise<EffectivePermissions | null> {
  try {
    return await readEffectivePermissions(arm, subscriptionId, objectId);
  } catch (error) {
    if (error instanceof AzureError && (error.kind === 'DENIED' || error.kind === 'NOT_FOUND')) return null;
    throw error;
  }
}

/**
 * Notes in the test what is missing of the preflight, with what that costs, and gives the required ones. Where the application may not see its
 * permissions, only that is known to be missing: the rest is named as not verified, never guessed.
 */
export function noteMissing(
  run: ConnectionTestRun,
  preflight: readonly PreflightAction[],
  permissions: EffectivePermissions | null,
): string[] {
  const missing = permissions
    ? preflight.filter(({ action }) => !permissions.allows(action)).map((one) => ({ ...one, checks: [...one.checks] }))
    : [listPermissions];
  run.missingPermissions.push(...missing);

  if (!permissions && preflight.length > 0)
    run.notices.push(`Could not be verified, and will show in the first scan: ${preflight.map(({ action }) => action).join(', ')}.`);
  if (permissions && permissions.undecidedDenials.length > 0)
    run.notices.push(
      `Deny assignments for groups may take away more; the first scan will show: ${permissions.undecidedDenials.join(', ')}.`,
    );
  for (const { action, required } of missing)
    if (!required) run.notices.push(`Optional and not allowed: ${action}. What needs it is off or unknown.`);

  return missing.filter(({ required }) => required).map(({ action }) => action);
}

function providersNote(unregistered: readonly string[] | null): StepNote | undefined {
  if (unregistered === null)
    return {
      outcome: 'UNKNOWN',
      message: 'Which resource providers are registered could not be read (Microsoft.Resources/subscriptions/providers/read).',
    };
  return unregistered.length > 0 ? { outcome: 'FAILED', ...azureFailures.providersNotRegistered(unregistered) } : undefined;
}

function permissionsNote(
  missing: readonly string[],
  permissions: EffectivePermissions | null,
  assignment: AzureAssignment,
): StepNote | undefined {
  if (missing.length > 0) return { outcome: 'FAILED', ...azureFailures.missingPermissions(missing, assignment) };
  if (permissions?.knowsDenials) return undefined;
  return {
    outcome: 'UNKNOWN',
    message:
      'Everything is granted; whether deny assignments take something away could not be read (Microsoft.Authorization/denyAssignments/read).',
  };
}

function judgeExcess(run: ConnectionTestRun, permissions: EffectivePermissions | null, assignment: AzureAssignment): StepNote | undefined {
  if (permissions === null)
    return { outcome: 'UNKNOWN', message: 'Whether the application may write could not be looked up: it may not see its permissions.' };

  const { excessive, notices } = findExcess(permissions);
  run.excessivePermissions.push(...excessive);
  run.notices.push(...notices);
  if (excessive.length === 0) return undefined;
  return { outcome: 'FAILED', ...azureFailures.excessive(excessive, assignment) };
}

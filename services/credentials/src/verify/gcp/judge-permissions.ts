import type { PreflightAction } from '@offload/contracts';
import type { GcpContext } from '../../gcp/gcp-context.ts';
import { GcpError } from '../../gcp/gcp-error.ts';
import type { VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import type { ConnectionTestRun, StepNote } from '../connection-test-run.ts';
import { isGrantedAtHome, withConditionsOfCalls } from './conditions-of-calls.ts';
import { gcpFailures, refuse } from './gcp-failures.ts';
import type { GcpBinding } from './gcp-fix.ts';
import { lookForExcess } from './look-for-excess.ts';
import { testPermissions } from './test-permissions.ts';
import type { TestedAccount } from './tested-account.ts';

/**
 * The last steps: may everything be read that must be, and may more be done than that. Gives whether something required is missing, which partial
 * access accepts. @throws ConnectionRefused
 */
export async function judgePermissions(
  { preflight }: GcpContext,
  run: ConnectionTestRun,
  tested: TestedAccount,
  { acceptPartialAccess }: VerifyOptions,
): Promise<boolean> {
  const { caller, account, projectId } = tested;
  const binding = { email: account.clientEmail, projectId };
  let required: string[] = [];
  let refusal: ConnectionRefused | null = null;

  try {
    await run.step('permissions', async () => {
      const { missing, unknown } = await findMissing(withConditionsOfCalls(preflight), tested).catch((error: unknown) => refuse(error, tested.account));
      required = missing.filter((one) => one.required).map(({ action }) => action);

      run.missingPermissions.push(...missing.map((one) => ({ action: one.action, required: one.required, checks: [...one.checks] })));
      for (const one of missing)
        if (!one.required) run.notices.push(`Optional and not allowed: ${one.action}. What needs it is off or unknown.`);
      if (unknown.length > 0) run.notices.push(`Could not be verified, and will show in the first scan: ${unknown.join(', ')}.`);

      if (required.length > 0 && !acceptPartialAccess) throw new ConnectionRefused(gcpFailures.missingPermissions(required, binding));
      return { value: undefined, note: permissionsNote(required, unknown, binding) };
    });
  } catch (error) {
    if (!(error instanceof ConnectionRefused) || error.failure.code !== 'MISSING_PERMISSIONS') throw error;
    refusal = error;
  }

  // What the credential may do too much is worth knowing also where it may do too little.
  await run.step('excess', async () => {
    const excessive = await lookForExcess(caller, projectId, account.projectId).catch((error: unknown) => {
      if (error instanceof GcpError) return null;
      throw error;
    });
    run.excessivePermissions.push(...(excessive ?? []));
    return { value: undefined, note: excessNote(excessive, binding) };
  });

  if (refusal) throw refusal;
  return required.length > 0;
}

/** What Google does not grant, and what it does not know of projects. @throws GcpError */
async function findMissing(
  actions: readonly PreflightAction[],
  { caller, account, projectId }: TestedAccount,
): Promise<{ missing: PreflightAction[]; unknown: readonly string[] }> {
  const { granted, unknown } = await testPermissions(
    caller,
    projectId,
    actions.map(({ action }) => action),
  );
  const missing: PreflightAction[] = [];
  for (const one of actions) {
    if (granted.has(one.action) || unknown.includes(one.action)) continue;
    if (account.projectId !== projectId && (await isGrantedAtHome(caller, one.action, account.projectId))) continue;
    missing.push(one);
  }
  return { missing, unknown };
}

function permissionsNote(missing: readonly string[], unknown: readonly string[], binding: GcpBinding): StepNote | undefined {
  if (missing.length > 0) return { outcome: 'FAILED', ...gcpFailures.missingPermissions(missing, binding) };
  if (unknown.length > 0)
    return { outcome: 'UNKNOWN', message: `No answer of Google tells whether these are allowed: ${unknown.join(', ')}.` };
  return undefined;
}

function excessNote(excessive: readonly string[] | null, binding: GcpBinding): StepNote | undefined {
  if (!excessive) return { outcome: 'UNKNOWN', message: 'Whether it may write could not be looked up: Google gave no usable answer.' };
  if (excessive.length === 0) return undefined;
  return { outcome: 'FAILED', ...gcpFailures.excessive(excessive, binding) };
}

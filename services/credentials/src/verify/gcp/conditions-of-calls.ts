import type { PreflightAction } from '@offload/contracts';
import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import { testPermissions } from './test-permissions.ts';

/** Lets a call count against a project's quota: all calls of Cloud Asset Inventory take it, beside the permission of the call itself. */
const useServices = 'serviceusage.services.use';
const takesIt = /^cloudasset\./;

/**
 * What a scan must be allowed: the actions that collectors declare, and what calling them takes besides. That is no collector's to declare, since it reads
 * nothing; without it every call that takes it is denied (https://cloud.google.com/asset-inventory/docs/roles-permissions), so that it costs the same checks.
 */
export function withConditionsOfCalls(preflight: readonly PreflightAction[]): readonly PreflightAction[] {
  const affected = preflight.filter(({ action }) => takesIt.test(action));
  if (affected.length === 0 || preflight.some(({ action }) => action === useServices)) return preflight;
  const checks = [...new Set(affected.flatMap((one) => one.checks))].sort();
  return [...preflight, { action: useServices, required: affected.some(({ required }) => required), checks }];
}

/**
 * Whether what is missing in the project that is read is there in the one that the service account lives in, for what may lie in either: calls count
 * against the quota of the account's own project. @throws GcpError
 */
export async function isGrantedAtHome(caller: GcpCaller, action: string, homeProjectId: string): Promise<boolean> {
  if (action !== useServices) return false;
  return (await testPermissions(caller, homeProjectId, [action])).granted.has(action);
}

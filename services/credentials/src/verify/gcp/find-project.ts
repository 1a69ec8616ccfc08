import type { GcpContext } from '../../gcp/gcp-context.ts';
import { GcpError } from '../../gcp/gcp-error.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import type { ConnectionTestRun, StepNote } from '../connection-test-run.ts';
import { gcpFailures, refuse } from './gcp-failures.ts';
import { testPermissions } from './test-permissions.ts';
import type { TestedAccount } from './tested-account.ts';

/**
 * The step that looks whether the project is there. Google answers alike for one that is not and for one that may not be seen; what tells them
 * apart is that the account lives there, or may do anything at all in it.
 * @throws ConnectionRefused
 */
export async function findProject(context: GcpContext, run: ConnectionTestRun, tested: TestedAccount): Promise<void> {
  await run.step('project', async () => ({
    value: undefined,
    note: await look(context, tested).catch((error: unknown) => refuse(error, tested.account)),
  }));
}

async function look({ preflight }: GcpContext, { caller, account, projectId }: TestedAccount): Promise<StepNote | undefined> {
  try {
    const url = `https://cloudresourcemanager.googleapis.com/v3/projects/${encodeURIComponent(projectId)}`;
    const { state } = await caller.call<{ state?: string }>('cloudresourcemanager:getProject', url);
    if (state === 'DELETE_REQUESTED') throw new ConnectionRefused(gcpFailures.projectBeingDeleted(projectId));
    return undefined;
  } catch (error) {
    if (!(error instanceof GcpError)) throw error;
    if (error.kind === 'API_DISABLED') return { outcome: 'UNKNOWN', message: 'The API that tells of projects is not enabled.' };
    if (error.kind !== 'DENIED' && error.kind !== 'NOT_FOUND') throw error;
  }

  const isHome = account.projectId === projectId;
  if (!isHome) {
    const { granted } = await testPermissions(caller, projectId, [
      'resourcemanager.projects.get',
      ...preflight.map(({ action }) => action),
    ]);
    if (granted.size === 0) throw new ConnectionRefused(gcpFailures.projectNotVisible(projectId, account.clientEmail));
  }
  return { outcome: 'UNKNOWN', message: 'The project is there, and may not be looked at: resourcemanager.projects.get is missing.' };
}

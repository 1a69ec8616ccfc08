import type { CloudLease } from '@offload/contracts';
import type { Context } from '../context.ts';
import { callService } from './call-service.ts';
import type { ClaimedJob } from './claim-job.ts';
import { Deferred, NotAdmitted } from './job-interruptions.ts';

/** Credentials hears of a new account in its own time: so long, a refusal as not connected may only mean that it has not heard yet. */
const connectionSettlesMs = 120_000;

export type Access =
  | { readonly isGranted: true; readonly lease: CloudLease; readonly endpointOverride: string | null }
  /** The account no longer lets the platform in: nothing of the job can be seen. */
  | { readonly isGranted: false; readonly message: string };

/** Asks credentials for short-lived access, narrowed to what the job declares. Throws {@link Deferred} or {@link NotAdmitted} when a later try may succeed. */
export async function leaseAccess(ctx: Context, claimed: ClaimedJob, signal: AbortSignal): Promise<Access> {
  const { region, signingNames, actions } = ctx.collection.needsOf(claimed.scope);
  const answer = await callService(signal, () =>
    ctx.credentials.lease(
      {
        cloudAccountId: claimed.account.id,
        scanId: claimed.scan.id,
        jobId: claimed.jobId,
        region,
        signingNames: [...signingNames],
        actions: [...actions],
      },
      { tenantId: claimed.tenantId, signal },
    ),
  );
  if (answer.outcome === 'LEASED') return { isGranted: true, lease: answer.lease, endpointOverride: answer.endpointOverride };

  const { reason, message } = answer;
  if (reason === 'ACCESS_LOST') return { isGranted: false, message };
  if (reason === 'NOT_CONNECTED') {
    const age = ctx.clock.now().getTime() - claimed.scan.queuedAt.getTime();
    if (age < connectionSettlesMs) throw new Deferred('the account is not known to be connected yet');
    return { isGranted: false, message };
  }
  throw new NotAdmitted(reason, message);
}

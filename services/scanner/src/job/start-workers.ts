import { Terminate } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { jobQueue } from './dispatch-jobs.ts';
import { listenForEndedAccess } from './held-access.ts';
import { workJob } from './work-job.ts';

const jobMessage = z.object({ tenantId: z.uuid(), jobId: z.uuid(), attempt: z.int().positive() });

export interface Workers {
  /** Takes nothing new, puts back what is under way, and resolves when all of it is. */
  stop(): Promise<void>;
}

/** Takes jobs off the work queue, as many at once as configured, and lets go of those whose account is disconnected. */
export async function startWorkers(ctx: Context): Promise<Workers> {
  const stopping = new AbortController();
  const listening = await listenForEndedAccess(ctx.bus, ctx.heldAccess);

  const subscription = await ctx.bus.work(jobQueue, { concurrency: ctx.config.SCAN_WORKERS }, async (body, delivery) => {
    const message = jobMessage.safeParse(body);
    if (!message.success) throw new Terminate('not a job message');
    await workJob(ctx, message.data, AbortSignal.any([stopping.signal, delivery.signal]));
  });

  return {
    async stop() {
      stopping.abort();
      await subscription.stop();
      await listening.stop();
    },
  };
}

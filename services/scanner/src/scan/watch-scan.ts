import { scanProgressed, scanProgressSubject } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { CloudAccountRepository } from '../cloud-account/cloud-account.repository.ts';
import { hearOfCloudAccount } from '../cloud-account/hear-of-cloud-account.ts';
import type { Context } from '../context.ts';
import { isTerminal, type ScanRow } from './scan.entity.ts';
import { cloudAccountNotFound, scanNotFound, type NotFound } from './scan.errors.ts';
import { ScanRepository } from './scan.repository.ts';
import { createBell, type Bell } from './bell.ts';

/** A message that gets lost costs a watcher so long. */
const rereadMs = 2_000;

/** What is watched: one scan until it is over, or whichever scan of an account is the latest. */
export type Watched = { readonly scanId: string } | { readonly cloudAccountId: string };

type Watchers = Pick<Context, 'database' | 'bus'>;

/**
 * Watches the tenant's scans: the present state first, then every change that is worth telling. Broadcasts only say when to look; what is given is
 * always the row. Ends after a terminal state of the one scan, when an account is disconnected and nothing of it runs, and at once on `return()`.
 */
export async function watchScan(
  ctx: Watchers,
  { tenantId, ...watched }: Watched & { readonly tenantId: string },
): Promise<Result<AsyncIterableIterator<ScanRow>, NotFound>> {
  const bell = createBell();
  // Before the row is read: a change between the two would otherwise go unheard.
  const subscription = await ctx.bus.listen(scanProgressSubject(tenantId, 'scanId' in watched ? watched.scanId : '*'), (body) => {
    const progressed = scanProgressed.safeParse(body);
    if (progressed.success && ('scanId' in watched || progressed.data.cloudAccountId === watched.cloudAccountId)) bell.ring();
  });

  const changes = 'scanId' in watched ? oneScan(ctx, tenantId, watched.scanId, bell) : scansOfAccount(ctx, tenantId, watched.cloudAccountId, bell);
  try {
    const notFound = await refusal(ctx, tenantId, watched);
    if (notFound) {
      await subscription.stop();
      return err(notFound);
    }
  } catch (error) {
    await subscription.stop();
    throw error;
  }
  return ok(endable(changes, bell, () => subscription.stop()));
}

async function refusal(ctx: Watchers, tenantId: string, watched: Watched): Promise<NotFound | null> {
  if ('cloudAccountId' in watched) return (await hearOfCloudAccount(ctx, tenantId, watched.cloudAccountId)) ? null : cloudAccountNotFound;
  return (await ctx.database.read(tenantId, (tx) => new ScanRepository(tx).find(watched.scanId))) ? null : scanNotFound;
}

async function* oneScan(ctx: Watchers, tenantId: string, scanId: string, bell: Bell): AsyncGenerator<ScanRow> {
  let revision = 0;
  while (!bell.isClosed) {
    const scan = await ctx.database.read(tenantId, (tx) => new ScanRepository(tx).find(scanId));
    if (!scan) return;
    if (scan.revision !== revision) yield scan;
    if (isTerminal(scan.status)) return;

    revision = scan.revision;
    await bell.rung(rereadMs);
  }
}

async function* scansOfAccount(ctx: Watchers, tenantId: string, cloudAccountId: string, bell: Bell): AsyncGenerator<ScanRow> {
  let last: ScanRow | undefined;
  while (!bell.isClosed) {
    const { account, latest, previous } = await ctx.database.read(tenantId, async (tx) => {
      const scans = new ScanRepository(tx);
      const [newest] = await scans.latest([cloudAccountId]);
      // The scan that was watched may have ended, and the next one begun, between two looks: its end is still told.
      const before = last && !isTerminal(last.status) && newest?.id !== last.id ? await scans.find(last.id) : null;
      return { account: await new CloudAccountRepository(tx).find(cloudAccountId), latest: newest, previous: before };
    });

    if (previous) yield previous;
    if (latest && (latest.id !== last?.id || latest.revision !== last.revision)) yield latest;
    last = latest;
    if (!account?.isConnected && (!latest || isTerminal(latest.status))) return;
    await bell.rung(rereadMs);
  }
}

/** A generator that is parked in an await does not hear `return()`: the bell ends its wait. */
function endable(source: AsyncGenerator<ScanRow>, bell: Bell, onEnd: () => Promise<void>): AsyncIterableIterator<ScanRow> {
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    bell.close();
    return (ending ??= onEnd());
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const result = await source.next();
        if (result.done) await end();
        return result;
      } catch (error) {
        await end();
        throw error;
      }
    },
    async return() {
      await end();
      return source.return(undefined);
    },
  };
}

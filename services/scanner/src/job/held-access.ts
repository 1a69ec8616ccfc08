import { accessEnded, accessEndedSubject } from '@offload/contracts';
import type { EventBus, Subscription } from '@offload/service-kit';

/** The jobs of this process that hold, or are about to hold, access to an account. */
export interface HeldAccess {
  /** Notes a job as a holder. Its signal aborts once access to the account has ended. */
  hold(tenantId: string, cloudAccountId: string): Hold;
  /** Makes every holder let go. Does nothing for an account that nobody holds. */
  end(tenantId: string, cloudAccountId: string): void;
}

export interface Hold {
  readonly ended: AbortSignal;
  release(): void;
}

export function createHeldAccess(): HeldAccess {
  const holders = new Map<string, Set<AbortController>>();
  const keyOf = (tenantId: string, cloudAccountId: string): string => `${tenantId} ${cloudAccountId}`;

  return {
    hold(tenantId, cloudAccountId) {
      const key = keyOf(tenantId, cloudAccountId);
      const controller = new AbortController();
      const ofAccount = holders.get(key) ?? new Set();
      holders.set(key, ofAccount.add(controller));
      return {
        ended: controller.signal,
        release() {
          ofAccount.delete(controller);
          if (ofAccount.size === 0 && holders.get(key) === ofAccount) holders.delete(key);
        },
      };
    },
    end(tenantId, cloudAccountId) {
      for (const controller of holders.get(keyOf(tenantId, cloudAccountId)) ?? []) controller.abort();
    },
  };
}

/** Hears, in every replica, that access to an account has ended: its jobs stop, and their leases with them. */
export function listenForEndedAccess(bus: EventBus, held: HeldAccess): Promise<Subscription> {
  return bus.listen(accessEndedSubject('*', '*'), (body) => {
    const { tenantId, cloudAccountId } = accessEnded.parse(body);
    held.end(tenantId, cloudAccountId);
  });
}

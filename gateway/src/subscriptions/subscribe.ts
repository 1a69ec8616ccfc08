import type { Principal } from '@offload/contracts';
import type { Authorize } from '../access/authorize.ts';
import type { AdmittedOperation } from '../admission/admit.ts';
import { unauthenticated } from '../authentication/unauthenticated.ts';
import { presentThrown } from '../errors/present-errors.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import type { SubscriptionPlan } from './plan-subscription.ts';
import { accessOf, type Membership, type SerializedResult, type SharedSubscriptions } from './share-subscriptions.ts';

/** The results of a subscription. `return()` ends it at once, also while it waits. */
export type Results = AsyncIterableIterator<SerializedResult>;

/** Opens a subscription. Throws a `Refusal` for one that cannot be planned; failures after that are results with errors. */
export type Subscribe = (operation: AdmittedOperation, context: OperationContext) => Results;

export interface SubscribeOptions {
  authorize: Authorize;
  planOf: (operation: AdmittedOperation) => SubscriptionPlan;
  shared: SharedSubscriptions;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Makes what gives each subscriber its results. Whoever subscribes is authorized again for every result: when what they may see has changed, they go
 * over to the subscription of those who may see the same, or are refused and the subscription ends.
 */
export function createSubscribe({ authorize, planOf, shared }: SubscribeOptions): Subscribe {
  return (operation, context) => {
    const principalOf = (): Principal => {
      const { principal } = context.caller;
      if (!principal) throw unauthenticated('A subscription takes somebody who is known');
      return principal;
    };

    let access = '';
    let membership: Membership | undefined;
    let over = false;

    function join(principal: Principal): Membership {
      membership?.leave();
      access = accessOf(principal);
      const visible = { ...operation, visible: authorize(operation, principal) };
      return (membership = shared.join(visible, planOf(visible), principal));
    }

    function end(): IteratorReturnResult<undefined> {
      over = true;
      membership?.leave();
      return done;
    }

    async function next(): Promise<IteratorResult<SerializedResult>> {
      while (!over) {
        const result = await (membership ?? join(principalOf())).next();
        if (result.done || over) return end();

        const principal = principalOf();
        if (accessOf(principal) === access) return result;
        join(principal);
      }
      return done;
    }

    // At once, and not with the first result: the limit of subscriptions counts what runs.
    join(principalOf());
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        try {
          return await next();
        } catch (error) {
          if (over) return done;
          end();
          return { done: false, value: { json: JSON.stringify({ errors: presentThrown(error, context).errors }) } };
        }
      },
      return: async () => end(),
    };
  };
}

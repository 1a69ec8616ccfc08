import { metrics, traced } from '@offload/service-kit';
import { OperationTypeNode, type FormattedExecutionResult } from 'graphql';
import type { AdmittedOperation, Admit } from '../admission/admit.ts';
import { readOperationRequest } from '../admission/operation-request.ts';
import { presentThrown } from '../errors/present-errors.ts';
import { Refusal } from '../errors/refusal.ts';
import type { SubscriptionLimit } from '../limits/limit-concurrency.ts';
import type { OperationRate } from '../limits/limit-operations.ts';
import type { Results, Subscribe } from '../subscriptions/subscribe.ts';
import type { Documents } from '../trusted-documents/resolve-document.ts';
import type { Execution } from './execute-operation.ts';
import type { OperationContext } from './operation-context.ts';

/** What every transport does with a request, in this order. */
export interface Operations {
  /** Takes a request from its body, for somebody at an address. Rejects with a `Refusal`. */
  admit(body: unknown, context: OperationContext, address: string): Promise<AdmittedOperation>;
  /** Runs a query or mutation. Never rejects. */
  execute(operation: AdmittedOperation, context: OperationContext): Promise<FormattedExecutionResult>;
  /** Opens a subscription. Throws a `Refusal`. */
  subscribe(operation: AdmittedOperation, context: OperationContext): Results;
}

export interface OperationsOptions {
  admit: Admit;
  documents: Documents;
  execution: Execution;
  subscribe: Subscribe;
  rate: OperationRate;
  subscriptions: SubscriptionLimit;
}

const operationsTotal = metrics.counter({
  name: 'gateway_operations_total',
  help: 'Operations, by kind and outcome',
  labels: ['kind', 'outcome'],
});

export const isSubscription = ({ operation }: AdmittedOperation): boolean => operation.operation === OperationTypeNode.SUBSCRIPTION;

/** Puts admission, execution and subscriptions together for the transports. */
export function createOperations({ admit, documents, execution, subscribe, rate, subscriptions }: OperationsOptions): Operations {
  return {
    async admit(body, { caller }, address) {
      try {
        rate(caller.principal, address);
        const sent = readOperationRequest(body);
        const operation = await admit(documents.resolve(sent, caller.principal), caller.principal);
        documents.keep(sent, caller.principal);
        return operation;
      } catch (error) {
        operationsTotal.inc({ kind: 'refused', outcome: error instanceof Refusal ? error.code : 'INTERNAL' });
        throw error;
      }
    },

    async execute(operation, context) {
      const kind = operation.operation.operation;
      try {
        const result = await traced(`graphql ${kind}`, { requestId: context.requestId }, () => execution.execute(operation, context));
        operationsTotal.inc({ kind, outcome: result.errors ? 'errors' : 'ok' });
        return result;
      } catch (error) {
        operationsTotal.inc({ kind, outcome: 'errors' });
        return { data: null, errors: presentThrown(error, context).errors };
      }
    },

    subscribe(operation, context) {
      // Admission lets nobody without a name subscribe.
      const end = subscriptions(context.caller.principal!);
      try {
        const results = endingWith(subscribe(operation, context), end);
        operationsTotal.inc({ kind: 'subscription', outcome: 'ok' });
        return results;
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}

/** The same results, with something that is done once when they end, however they end. */
function endingWith(results: Results, end: () => void): Results {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const result = await results.next();
      if (result.done) end();
      return result;
    },
    async return() {
      end();
      return results.return!();
    },
  };
}

/** As much of a client of the SDK as it takes to learn which operation failed. */
export interface WatchableClient {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<unknown>,
        context: { readonly commandName?: string },
      ) => (args: never) => Promise<unknown>,
      options: { readonly step: 'initialize'; readonly name: string },
    ): void;
  };
}

const operations = new WeakMap<object, string>();

/** Makes a client remember, for each error that it throws, the operation that failed: errors of the SDK do not say. */
export function noteFailedOperation(client: WatchableClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && context.commandName) operations.set(error, context.commandName.replace(/Command$/, ''));
        throw error;
      }
    },
    { step: 'initialize', name: 'noteFailedOperation' },
  );
}

/** The operation that threw an error of the SDK, as `DescribeInstances`; undefined when another code did. */
export const failedOperationOf = (error: object): string | undefined => operations.get(error);

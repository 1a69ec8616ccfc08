/** Which of the declared actions an operation of the SDK needs: the one of its name, or else the first (operations and actions differ in S3). */
export const failedAction = (actions: readonly string[], operation: string | undefined): string =>
  actions.find((action) => action.slice(action.indexOf(':') + 1) === operation) ?? actions[0]!;

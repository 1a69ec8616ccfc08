import { azureControlOver } from '../azure/azure-control.ts';
import { gcpControlOver } from '../gcp/gcp-control.ts';
import type { AccountView, EstateCounts, PlatformIdentity, RecordedCall, RoleView, SimulatorControl, UserView } from '../control.ts';

/** Runs an admin verb wherever the simulator is. */
export type Invoke = (verb: string, input: unknown) => Promise<unknown>;

/** The control of a simulator whose admin verbs are reached by `invoke`. */
export function controlOver(endpoint: string, platform: PlatformIdentity, invoke: Invoke, stop: () => Promise<void>): SimulatorControl {
  const quietly = async (verb: string, input: unknown) => {
    await invoke(verb, input);
  };
  return {
    endpoint,
    platform,
    gcp: gcpControlOver(invoke),
    azure: azureControlOver(invoke),
    account: (accountId) => invoke('account', { accountId }) as Promise<AccountView | null>,
    createAccount: (input = {}) => invoke('create-account', input) as Promise<AccountView>,
    putRole: (input) => invoke('put-role', input) as Promise<RoleView>,
    deleteRole: (input) => quietly('delete-role', input),
    putUser: (input) => invoke('put-user', input) as Promise<UserView>,
    deleteUser: (input) => quietly('delete-user', input),
    applyOnboarding: (input) => invoke('apply-onboarding', input) as Promise<RoleView>,
    putOidcProvider: (input) => quietly('put-oidc-provider', input),
    counts: (accountId) => invoke('counts', { accountId }) as Promise<EstateCounts>,
    hide: (input) => quietly('hide', input),
    override: (input) => quietly('override', input),
    recorded: (filter = {}) => invoke('recorded', filter) as Promise<RecordedCall[]>,
    clearRecorded: () => quietly('clear-recorded', {}),
    faults: {
      set: (rules) => quietly('set-faults', { rules }),
      clear: () => quietly('set-faults', { rules: [] }),
    },
    trustIssuer: (input) => quietly('trust-issuer', input),
    setClockOffset: (offsetMs) => quietly('set-clock-offset', { offsetMs }),
    stop,
  };
}

/** What a test, the demo or a benchmark can do to the simulated Azure. Subscriptions take the place of AWS' accounts. */
import type { Invoke } from '../admin/control-over.ts';
import type { EstateCounts } from '../control.ts';
import type {
  AssignAzureRole,
  AzureOnboarding,
  CreateAzureApplication,
  CreateAzureSubscription,
  DenyAzureActions,
  HideAzureResource,
  LimitResourceGraph,
  OverrideAzureResource,
  SetAzureApplication,
  SetAzureProvider,
  UnassignAzureRole,
} from './admin/schemas.ts';

export type {
  AssignAzureRole,
  AzureOnboarding,
  CreateAzureApplication,
  CreateAzureSubscription,
  DenyAzureActions,
  HideAzureResource,
  LimitResourceGraph,
  OverrideAzureResource,
  SetAzureApplication,
  SetAzureProvider,
  UnassignAzureRole,
};

/** One simulated subscription. */
export interface AzureSubscriptionView {
  subscriptionId: string;
  /** The directory (tenant) that it belongs to. */
  directoryId: string;
  seed: string;
  /** Resources that the generator aims at; `total` of `counts()` is what it really made. */
  size: number;
  state: string;
}

/** An application of a directory, with its service principal. */
export interface AzureApplicationView {
  directoryId: string;
  clientId: string;
  /** The service principal's: the principal in recorded calls is `azure:<objectId>`. */
  objectId: string;
  isDisabled: boolean;
  /** The values of its secrets, in their order. */
  clientSecrets: string[];
}

export interface AzureOnboardingView {
  directoryId: string;
  clientId: string;
  objectId: string;
  /** Null when it is federated. */
  clientSecret: string | null;
}

export interface AzureControl {
  /** The subscription, or null when it does not exist. */
  subscription(subscriptionId: string): Promise<AzureSubscriptionView | null>;
  createSubscription(input?: CreateAzureSubscription): Promise<AzureSubscriptionView>;
  /** Creates or replaces an application with its service principal. */
  createApplication(input?: CreateAzureApplication): Promise<AzureApplicationView>;
  /** Changes what is said of it. Tokens that were issued stay alive, as at Azure. */
  setApplication(input: SetAzureApplication): Promise<AzureApplicationView>;
  /** Assigns a built-in role, or a custom one of its own, to an application. */
  assign(input: AssignAzureRole): Promise<void>;
  /** Takes one role from an application; without `role` all of them. */
  unassign(input: UnassignAzureRole): Promise<void>;
  /** A deny assignment: takes actions away, whatever is assigned. An empty list takes the one of that name away. `*` is a wildcard. */
  deny(input: DenyAzureActions): Promise<void>;
  /** Registers a resource provider, or takes the registration back. */
  setProvider(input: SetAzureProvider): Promise<void>;
  /** Makes Resource Graph give out fewer rows than are asked for: on more pages, or none beyond. */
  limitGraph(input: LimitResourceGraph): Promise<void>;
  /** Does to the subscription what the customer's Terraform does: an application, its secret or federated credential, and its roles. */
  applyOnboarding(input: AzureOnboarding): Promise<AzureOnboardingView>;
  /** How many resources there are, by type and by location (`global` for global ones). */
  counts(subscriptionId: string): Promise<EstateCounts>;
  /** Deletes (or with `hidden: false` brings back) one generated resource. */
  hide(input: HideAzureResource): Promise<void>;
  /** Overrides properties of one generated resource in every answer that describes it; `fields: null` undoes it. */
  override(input: OverrideAzureResource): Promise<void>;
}

/** The control of a simulator whose admin verbs are reached by `invoke`. */
export const azureControlOver = (invoke: Invoke): AzureControl => {
  const quietly = async (verb: string, input: unknown) => {
    await invoke(verb, input);
  };
  return {
    subscription: (subscriptionId) => invoke('azure-subscription', { subscriptionId }) as Promise<AzureSubscriptionView | null>,
    createSubscription: (input = {}) => invoke('azure-create-subscription', input) as Promise<AzureSubscriptionView>,
    createApplication: (input = {}) => invoke('azure-create-application', input) as Promise<AzureApplicationView>,
    setApplication: (input) => invoke('azure-set-application', input) as Promise<AzureApplicationView>,
    assign: (input) => quietly('azure-assign', input),
    unassign: (input) => quietly('azure-unassign', input),
    deny: (input) => quietly('azure-deny', input),
    setProvider: (input) => quietly('azure-set-provider', input),
    limitGraph: (input) => quietly('azure-limit-graph', input),
    applyOnboarding: (input) => invoke('azure-apply-onboarding', input) as Promise<AzureOnboardingView>,
    counts: (subscriptionId) => invoke('azure-counts', { subscriptionId }) as Promise<EstateCounts>,
    hide: (input) => quietly('azure-hide', input),
    override: (input) => quietly('azure-override', input),
  };
};

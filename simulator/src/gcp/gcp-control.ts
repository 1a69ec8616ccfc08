/**
 * What a test, the demo or a benchmark can do to the simulated Google Cloud. Projects take the place of AWS' accounts; everything is
 * named as Google names it.
 */
import type { Invoke } from '../admin/control-over.ts';
import type { EstateCounts } from '../control.ts';
import type { BindWorkloadIdentityUser, FederateGcp, PutWorkloadIdentityPool, PutWorkloadIdentityProvider } from './admin/federation-schemas.ts';
import type {
  BindRole,
  CreateGcpProject,
  DenyPermissions,
  HideGcpResource,
  GcpOnboarding,
  OverrideGcpResource,
  PutServiceAccount,
  SetGcpApi,
} from './admin/schemas.ts';

export type { BindWorkloadIdentityUser, FederateGcp, PutWorkloadIdentityPool, PutWorkloadIdentityProvider };
export type { BindRole, CreateGcpProject, DenyPermissions, HideGcpResource, GcpOnboarding, OverrideGcpResource, PutServiceAccount, SetGcpApi };

/** One simulated project. */
export interface GcpProjectView {
  projectId: string;
  /** Twelve digits. */
  projectNumber: string;
  seed: string;
  /** Resources that the generator aims at; `total` of `counts()` is what it really made. */
  size: number;
  enabledApis: string[];
}

export interface ServiceAccountView {
  /** `<name>@<project>.iam.gserviceaccount.com`. */
  email: string;
  uniqueId: string;
  isDisabled: boolean;
  /** Ids of its keys that are valid. */
  keyIds: string[];
}

/** The JSON document that Google gives out once, when a key is created. */
export interface ServiceAccountKeyDocument {
  type: 'service_account';
  project_id: string;
  private_key_id: string;
  /** PEM, PKCS #8, RSA 2048. */
  private_key: string;
  client_email: string;
  client_id: string;
  auth_uri: string;
  token_uri: string;
  auth_provider_x509_cert_url: string;
  client_x509_cert_url: string;
  universe_domain: string;
}

export interface GcpOnboardingView {
  email: string;
  key: ServiceAccountKeyDocument;
}

export interface GcpFederationView {
  /** The provider's name: `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>`. */
  provider: string;
}

export interface WorkloadIdentityProviderView {
  /** `//iam.googleapis.com/projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>`: the audience of an exchange. */
  name: string;
  /** With a subject behind it, how policies name that identity. */
  principalPrefix: string;
}

export interface GcpControl {
  /** The project, or null when it does not exist. */
  project(projectId: string): Promise<GcpProjectView | null>;
  createProject(input?: CreateGcpProject): Promise<GcpProjectView>;
  /** Switches an API on or off in a project. What calls of that project's service accounts may use is decided there. */
  setApi(input: SetGcpApi): Promise<void>;
  /** Creates a service account, or changes whether the one of that name is disabled. */
  putServiceAccount(input: PutServiceAccount): Promise<ServiceAccountView>;
  /** Its keys, bindings and tokens go with it. */
  deleteServiceAccount(input: { email: string }): Promise<void>;
  createKey(input: { email: string; createdAtMs?: number }): Promise<ServiceAccountKeyDocument>;
  /** Deletes a key (or, with `isDisabled`, disables it): assertions that it signs are refused. Tokens that were issued stay alive, as at Google. */
  revokeKey(input: { email: string; keyId: string; isDisabled?: boolean }): Promise<void>;
  /** Binds a predefined role, or a list of permissions as a custom role of its own, in that project. */
  bindRole(input: BindRole): Promise<void>;
  /** Takes one role from the account in that project; without `role` all of them, and what was denied there. */
  unbind(input: { projectId: string; email: string; role?: string }): Promise<void>;
  /** Takes permissions away, whatever is bound: as a deny policy does. An empty list allows everything again. `*` is a wildcard. */
  denyPermissions(input: DenyPermissions): Promise<void>;
  /** Creates a workload identity pool, or changes whether the one of that id is disabled: then its federated tokens open nothing. */
  putWorkloadIdentityPool(input: PutWorkloadIdentityPool): Promise<void>;
  /** Creates or replaces a provider, with its pool when there is none. A disabled one exchanges no token; those that it gave out live on. */
  putWorkloadIdentityProvider(input: PutWorkloadIdentityProvider): Promise<WorkloadIdentityProviderView>;
  deleteWorkloadIdentityProvider(input: { projectId: string; poolId: string; providerId: string }): Promise<void>;
  /** Binds roles/iam.workloadIdentityUser on a service account to a federated identity, or with `isBound: false` takes it away. */
  bindWorkloadIdentityUser(input: BindWorkloadIdentityUser): Promise<void>;
  /** Does to the project what the customer's Terraform does: a service account, its bindings and a key. */
  applyOnboarding(input: GcpOnboarding): Promise<GcpOnboardingView>;
  /** Lets an outside issuer act as a service account, without a key: a pool, a provider and a binding, as the customer's Terraform makes them. */
  federate(input: FederateGcp): Promise<GcpFederationView>;
  /** How many resources there are, by type and by location (`global` for global ones). */
  counts(projectId: string): Promise<EstateCounts>;
  /** Deletes (or with `hidden: false` brings back) one generated resource. */
  hide(input: HideGcpResource): Promise<void>;
  /** Overrides top-level fields of one generated resource's `data` in every answer that describes it; `fields: null` undoes it. */
  override(input: OverrideGcpResource): Promise<void>;
}

/** The control of a simulator whose admin verbs are reached by `invoke`. */
export const gcpControlOver = (invoke: Invoke): GcpControl => {
  const quietly = async (verb: string, input: unknown) => {
    await invoke(verb, input);
  };
  return {
    project: (projectId) => invoke('gcp-project', { projectId }) as Promise<GcpProjectView | null>,
    createProject: (input = {}) => invoke('gcp-create-project', input) as Promise<GcpProjectView>,
    setApi: (input) => quietly('gcp-set-api', input),
    putServiceAccount: (input) => invoke('gcp-put-service-account', input) as Promise<ServiceAccountView>,
    deleteServiceAccount: (input) => quietly('gcp-delete-service-account', input),
    createKey: (input) => invoke('gcp-create-key', input) as Promise<ServiceAccountKeyDocument>,
    revokeKey: (input) => quietly('gcp-revoke-key', input),
    bindRole: (input) => quietly('gcp-bind-role', input),
    unbind: (input) => quietly('gcp-unbind', input),
    denyPermissions: (input) => quietly('gcp-deny-permissions', input),
    putWorkloadIdentityPool: (input) => quietly('gcp-put-workload-identity-pool', input),
    putWorkloadIdentityProvider: (input) => invoke('gcp-put-workload-identity-provider', input) as Promise<WorkloadIdentityProviderView>,
    deleteWorkloadIdentityProvider: (input) => quietly('gcp-delete-workload-identity-provider', input),
    bindWorkloadIdentityUser: (input) => quietly('gcp-bind-workload-identity-user', input),
    applyOnboarding: (input) => invoke('gcp-apply-onboarding', input) as Promise<GcpOnboardingView>,
    federate: (input) => invoke('gcp-federate', input) as Promise<GcpFederationView>,
    counts: (projectId) => invoke('gcp-counts', { projectId }) as Promise<EstateCounts>,
    hide: (input) => quietly('gcp-hide', input),
    override: (input) => quietly('gcp-override', input),
  };
};

/**
 * What a test, the demo or a benchmark can do to a simulated cloud. `startSimulator` (in process) and `SimulatorClient` (another
 * process, over /_simulator/*) both implement `SimulatorControl`, so that whoever drives a simulator need not know where it runs.
 */
import type { AzureControl } from './azure/azure-control.ts';
import type { GcpControl } from './gcp/gcp-control.ts';
import type {
  CreateAccount,
  FaultRule,
  HideResource,
  Onboarding,
  OverrideResource,
  PutOidcProvider,
  PutRole,
  PutUser,
  RecordedFilter,
} from './admin/schemas.ts';

export type { CreateAccount, FaultRule, HideResource, Onboarding, OverrideResource, PutOidcProvider, PutRole, PutUser, RecordedFilter };

/** The platform's own identity in the simulated AWS: the principal that customers' roles trust. */
export interface PlatformIdentity {
  accountId: string;
  principalArn: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** One simulated AWS account. `rootAccessKey` exists so that a refusal of root keys can be tested. */
export interface AccountView {
  accountId: string;
  seed: string;
  /** Resources that the generator aims at; `total` of `counts()` is what it really made. */
  size: number;
  enabledRegions: string[];
  roleArns: string[];
  userArns: string[];
  rootAccessKey: AccessKeyView;
}

export interface AccessKeyView {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface RoleView {
  roleArn: string;
}

export interface UserView {
  userArn: string;
  /** The keys that were put, in their order. */
  accessKeys: AccessKeyView[];
}

/** How many resources an account holds now (hidden ones not counted): per type, and per type and region (`global` for IAM and S3). */
export interface EstateCounts {
  total: number;
  byType: Record<string, number>;
  byRegion: Record<string, Record<string, number>>;
}

/** One counter of calls: equal principal, account, region, operation, actions and outcome are counted, not logged, so memory stays bounded. */
export interface RecordedCall {
  /** ARN of the caller: an assumed-role session, a user, root; `unknown` when the key is not known. */
  principal: string;
  accountId: string;
  region: string;
  /** `ec2:DescribeInstances`: service and operation as on the wire. */
  operation: string;
  /** IAM actions that the operation needs. */
  actions: string[];
  outcome: CallOutcome;
  count: number;
}

/**
 * `ok` answered; `denied` by IAM; `refused` before IAM (keys, signature, token, clock); `fault` by plan; `error` by the operation
 * itself.
 */
export type CallOutcome = 'ok' | 'denied' | 'refused' | 'fault' | 'error';

export interface SimulatorControl {
  /** `http://127.0.0.1:<port>`: the endpoint for every AWS client (S3 with `forcePathStyle`). */
  readonly endpoint: string;
  readonly platform: PlatformIdentity;
  readonly gcp: GcpControl;
  readonly azure: AzureControl;
  /** The account, or null when it does not exist. */
  account(accountId: string): Promise<AccountView | null>;
  createAccount(input?: CreateAccount): Promise<AccountView>;
  /** Creates or replaces a role. */
  putRole(input: PutRole): Promise<RoleView>;
  deleteRole(input: { accountId: string; roleName: string }): Promise<void>;
  /** Creates or replaces a user with its access keys (made up when none are given). */
  putUser(input: PutUser): Promise<UserView>;
  deleteUser(input: { accountId: string; userName: string }): Promise<void>;
  /** Does to the account what the customer's Terraform does. */
  applyOnboarding(input: Onboarding): Promise<RoleView>;
  /** Makes the identity provider of an account for an OIDC issuer, or replaces its audiences; none removes it. */
  putOidcProvider(input: PutOidcProvider): Promise<void>;
  counts(accountId: string): Promise<EstateCounts>;
  /** Deletes (or with `hidden: false` brings back) one generated resource. */
  hide(input: HideResource): Promise<void>;
  /** Overrides top-level fields of one generated resource in every answer that describes it; `fields: null` undoes it. */
  override(input: OverrideResource): Promise<void>;
  recorded(filter?: RecordedFilter): Promise<RecordedCall[]>;
  clearRecorded(): Promise<void>;
  readonly faults: {
    /** Replaces the whole plan and starts its counters anew. */
    set(rules: FaultRule[]): Promise<void>;
    clear(): Promise<void>;
  };
  /** Says where the OpenID documents of an issuer are read, which would otherwise be under its own name; null: nowhere. */
  trustIssuer(input: { issuer: string; url: string | null }): Promise<void>;
  /** Moves the simulated cloud's clock against the machine's, in ms: skewed signatures, expired sessions. */
  setClockOffset(offsetMs: number): Promise<void>;
  /** Ends the server (in process) or the connection (client). */
  stop(): Promise<void>;
}

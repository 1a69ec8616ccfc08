/** All simulated accounts and who holds which key. */
import { createHmac } from 'node:crypto';
import { decide, nothing, type Decision, type Grants } from '../iam/evaluate.ts';
import { managedPolicy } from '../iam/managed-policies.ts';
import { parsePolicy, statementsOf, type PolicyDocument, type Question } from '../iam/policy.ts';
import { patternMatcher } from '../iam/wildcard.ts';
import { Account, type AccessKey, type AccountOptions, type Role, type User } from './account.ts';
import { SessionSealer, type Session } from './session.ts';

/** Who makes a call. */
export interface Caller {
  kind: 'root' | 'user' | 'session';
  account: Account;
  arn: string;
  userId: string;
  grants: Grants;
  /** The assumed role's own ARN (with its path) for a session. */
  roleArn: string | undefined;
  /** Name of the IAM user, or undefined. */
  userName: string | undefined;
}

/** What is known of a presented key before its signature was checked. `isExpired` counts only once the signature is right. */
export type Presented = { caller: Caller; secretAccessKey: string; isExpired: boolean } | { refused: 'unknownKey' | 'badToken' };

/** A key to put; what is missing is made up. */
export interface NewKey {
  accessKeyId?: string | undefined;
  secretAccessKey?: string | undefined;
  active?: boolean | undefined;
  createdAt?: Date | undefined;
}

export interface WorldOptions {
  seed: string;
  size: number;
  epoch: Date;
  canary: string;
  enabledRegions: readonly string[];
  /** Milliseconds since 1970 of the simulated cloud's clock. */
  now: () => number;
}

const MAX_CACHED_SESSIONS = 5000;

export class World {
  readonly options: WorldOptions;
  readonly sessions: SessionSealer;
  readonly accounts = new Map<string, Account>();
  readonly #keys = new Map<string, AccessKey>();
  readonly #openSessions = new Map<
    string,
    { session: Session; accessKeyId: string; secretAccessKey: string; policies: PolicyDocument[] | undefined }
  >();

  constructor(options: WorldOptions) {
    this.options = options;
    this.sessions = new SessionSealer(options.seed);
  }

  /** Adds an account, or replaces the one of that id with its roles and users. */
  createAccount(input: Partial<AccountOptions>): Account {
    const { seed, size, epoch, canary, enabledRegions } = this.options;
    const options: AccountOptions = {
      accountId: input.accountId ?? this.#freeAccountId(),
      seed: input.seed ?? seed,
      size: input.size ?? size,
      enabledRegions: input.enabledRegions ?? [...enabledRegions],
      alias: input.alias ?? null,
      securityHub: input.securityHub ?? true,
      guardDuty: input.guardDuty ?? true,
      epoch: input.epoch ?? epoch,
      canary: input.canary ?? canary,
    };
    const previous = this.accounts.get(options.accountId);
    if (previous) for (const user of previous.users.keys()) this.deleteUser(previous.accountId, user);
    const account = new Account(options, this.#makeKey(options.accountId, null, 0));
    this.#keys.set(account.rootKey.accessKeyId, account.rootKey);
    this.accounts.set(account.accountId, account);
    return account;
  }

  /** The account of that id; throws when there is none. */
  requireAccount(accountId: string): Account {
    const account = this.accounts.get(accountId);
    if (!account) throw new Error(`no such account: ${accountId}`);
    return account;
  }

  /**
   * Creates or replaces a role. A role's id depends on its name alone, so sessions outlive a replacement. Throws on a policy that IAM
   * would refuse.
   */
  putRole(
    accountId: string,
    input: Pick<Role, 'name' | 'path' | 'trustPolicy' | 'inlinePolicies' | 'managedPolicyArns' | 'maxSessionSeconds'>,
    withheldActions: readonly string[] = [],
  ): Role {
    const account = this.requireAccount(accountId);
    checkPolicies([input.trustPolicy, ...Object.values(input.inlinePolicies)], input.managedPolicyArns);
    const role: Role = {
      ...input,
      arn: `arn:aws:iam::${accountId}:role${input.path}${input.name}`,
      id: this.#uniqueId('AROA', `${accountId}/role/${input.name}`),
      createdAt: this.options.epoch,
      withheld: withheldActions.length === 0 ? nothing : patternMatcher(withheldActions, false),
    };
    account.roles.set(role.name, role);
    return role;
  }

  /** Creates or replaces a user. Keys without an id or a secret get ones that depend on the user's name and their position. */
  putUser(accountId: string, input: Pick<User, 'name' | 'path' | 'inlinePolicies' | 'managedPolicyArns'> & { accessKeys: NewKey[] }): User {
    const account = this.requireAccount(accountId);
    checkPolicies(Object.values(input.inlinePolicies), input.managedPolicyArns);
    this.deleteUser(accountId, input.name);
    const user: User = {
      name: input.name,
      path: input.path,
      inlinePolicies: input.inlinePolicies,
      managedPolicyArns: input.managedPolicyArns,
      arn: `arn:aws:iam::${accountId}:user${input.path}${input.name}`,
      id: this.#uniqueId('AIDA', `${accountId}/user/${input.name}`),
      createdAt: this.options.epoch,
      keys: input.accessKeys.map(({ accessKeyId, secretAccessKey, active, createdAt }, position) => {
        const made = this.#makeKey(accountId, input.name, position);
        return {
          ...made,
          accessKeyId: accessKeyId ?? made.accessKeyId,
          secretAccessKey: secretAccessKey ?? made.secretAccessKey,
          isActive: active ?? true,
          createdAt: createdAt ?? made.createdAt,
        };
      }),
    };
    for (const key of user.keys) this.#keys.set(key.accessKeyId, key);
    account.users.set(user.name, user);
    return user;
  }

  deleteUser(accountId: string, userName: string): void {
    const account = this.requireAccount(accountId);
    for (const key of account.users.get(userName)?.keys ?? []) this.#keys.delete(key.accessKeyId);
    account.users.delete(userName);
  }

  /** Who presents this key, and with which secret the request must be signed. */
  present(accessKeyId: string, sessionToken: string | undefined): Presented {
    if (accessKeyId.startsWith('ASIA'))
      return sessionToken === undefined ? { refused: 'unknownKey' } : this.#presentSession(accessKeyId, sessionToken);
    if (sessionToken !== undefined && sessionToken !== '') return { refused: 'badToken' };
    const key = this.#keys.get(accessKeyId);
    const account = key && this.accounts.get(key.accountId);
    if (!key?.isActive || !account) return { refused: 'unknownKey' };
    if (key.userName === null) {
      const arn = `arn:aws:iam::${account.accountId}:root`;
      return {
        caller: caller('root', account, arn, account.accountId, { isRoot: true }),
        secretAccessKey: key.secretAccessKey,
        isExpired: false,
      };
    }
    const user = account.users.get(key.userName);
    if (!user) return { refused: 'unknownKey' };
    const identityPolicies = [...Object.values(user.inlinePolicies), ...documentsOf(user.managedPolicyArns)];
    return {
      caller: { ...caller('user', account, user.arn, user.id, { identityPolicies }), userName: user.name },
      secretAccessKey: key.secretAccessKey,
      isExpired: false,
    };
  }

  #presentSession(accessKeyId: string, sessionToken: string): Presented {
    let open = this.#openSessions.get(sessionToken);
    if (!open || open.accessKeyId !== accessKeyId) {
      const opened = this.sessions.open(accessKeyId, sessionToken);
      if (!opened) return { refused: 'badToken' };
      const { session } = opened;
      const isRestricted = session.policy !== undefined || (session.policyArns?.length ?? 0) > 0;
      const policies = isRestricted
        ? [...(session.policy === undefined ? [] : [parsePolicy(session.policy)]), ...documentsOf(session.policyArns ?? [])]
        : undefined;
      open = { ...opened, accessKeyId, policies };
      if (this.#openSessions.size >= MAX_CACHED_SESSIONS) this.#openSessions.clear();
      this.#openSessions.set(sessionToken, open);
    }
    const { session, secretAccessKey, policies } = open;
    const account = this.accounts.get(session.accountId);
    const role = account?.roles.get(session.roleName);
    if (!account || !role) return { refused: 'badToken' };
    const arn = `arn:aws:sts::${account.accountId}:assumed-role/${role.name}/${session.sessionName}`;
    const identityPolicies = [...Object.values(role.inlinePolicies), ...documentsOf(role.managedPolicyArns)];
    return {
      caller: {
        ...caller('session', account, arn, `${role.id}:${session.sessionName}`, {
          identityPolicies,
          withheld: role.withheld,
          sessionPolicies: policies,
        }),
        roleArn: role.arn,
      },
      secretAccessKey,
      isExpired: session.expiresAtMs <= this.options.now(),
    };
  }

  #freeAccountId(): string {
    for (let attempt = 0; ; attempt++) {
      const digest = createHmac('sha256', this.options.seed).update(`account ${attempt}`).digest();
      const accountId = String(200_000_000_000 + (digest.readUIntBE(0, 6) % 700_000_000_000));
      if (!this.accounts.has(accountId)) return accountId;
    }
  }

  #makeKey(accountId: string, userName: string | null, position: number): AccessKey {
    const name = `${accountId}/${userName ?? '<root>'}/${position}`;
    const secretAccessKey = createHmac('sha256', this.options.seed).update(`secret ${name}`).digest('base64').slice(0, 40);
    return { accessKeyId: this.#uniqueId('AKIA', name).slice(0, 20), secretAccessKey, isActive: true, accountId, userName, createdAt: this.options.epoch };
  }

  #uniqueId(prefix: string, name: string): string {
    const digest = createHmac('sha256', this.options.seed).update(`${prefix} ${name}`).digest();
    return prefix + [...digest.subarray(0, 17)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(byte & 31)).join('');
  }
}

function caller(kind: Caller['kind'], account: Account, arn: string, userId: string, grants: Partial<Grants>): Caller {
  return {
    kind,
    account,
    arn,
    userId,
    grants: {
      arn,
      accountId: account.accountId,
      isRoot: false,
      identityPolicies: [],
      withheld: nothing,
      sessionPolicies: undefined,
      ...grants,
    },
    roleArn: undefined,
    userName: undefined,
  };
}

/** The decision about a caller's action in a region, with the context keys that every call has. */
export function decideFor(who: Caller, action: string, resource: string, region: string, context: Question['context'] = {}): Decision {
  return decide(who.grants, {
    action,
    resource,
    context: {
      'aws:principalarn': [who.roleArn ?? who.arn],
      'aws:principalaccount': [who.account.accountId],
      'aws:requestedregion': [region],
      ...context,
    },
  });
}

/** The documents of managed policies that the simulator carries; others were refused when they were attached. */
export function documentsOf(arns: readonly string[]): PolicyDocument[] {
  return arns.map((arn) => managedPolicy(arn)).filter((document) => document !== undefined);
}

function checkPolicies(documents: readonly PolicyDocument[], managedArns: readonly string[]): void {
  for (const document of documents) statementsOf(document);
  for (const arn of managedArns) if (!managedPolicy(arn)) throw new Error(`the simulator does not carry the managed policy ${arn}`);
}

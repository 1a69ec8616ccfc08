/** All simulated projects, their service accounts and keys. */
import { createHash, createHmac } from 'node:crypto';
import type { Issuers } from '../../oidc/web-token.ts';
import { defaultApis } from '../admin/schemas.ts';
import { poolName, type WorkloadIdentityPool } from '../federation/pool.ts';
import type { ServiceAccountKeyDocument } from '../gcp-control.ts';
import { AccessTokens } from '../token/access-token.ts';
import { rsaKeyOf, type RsaKey } from '../token/rsa-key.ts';
import { Project } from './project.ts';
import type { AccountKey, ServiceAccount } from './service-account.ts';

export interface GcpWorldOptions {
  seed: string;
  size: number;
  epoch: Date;
  canary: string;
  /** Where the documents of outside issuers are read, by the issuer's name. */
  issuers: Issuers;
  /** Milliseconds since 1970 of the simulated cloud's clock. */
  now: () => number;
}

export interface NewProject {
  projectId?: string | undefined;
  seed?: string | undefined;
  size?: number | undefined;
  enabledApis?: readonly string[] | undefined;
}

/** Google's own limit. */
const MAX_KEYS = 10;

export class GcpWorld {
  readonly options: GcpWorldOptions;
  readonly tokens: AccessTokens;
  readonly #projects = new Map<string, Project>();
  readonly #byNumber = new Map<string, Project>();
  /** How many keys an account ever had: a deleted one's number is not given again. */
  readonly #ordinals = new Map<string, number>();

  constructor(options: GcpWorldOptions) {
    this.options = options;
    this.tokens = new AccessTokens(options.seed);
  }

  /** Adds a project, or replaces the one of that id with its service accounts and bindings. */
  createProject({ projectId = this.#freeProjectId(), seed, size, enabledApis = defaultApis }: NewProject): Project {
    const { options } = this;
    const project = new Project({
      projectId,
      projectNumber: digitsOf(`project ${projectId}`, 12),
      seed: seed ?? options.seed,
      size: size ?? options.size,
      enabledApis,
      epoch: options.epoch,
      canary: options.canary,
    });
    this.#projects.set(projectId, project);
    this.#byNumber.set(project.options.projectNumber, project);
    return project;
  }

  /** The project of that id or number. */
  project(idOrNumber: string): Project | undefined {
    return this.#projects.get(idOrNumber) ?? this.#byNumber.get(idOrNumber);
  }

  /** The project of that id; throws when there is none. */
  requireProject(projectId: string): Project {
    const project = this.#projects.get(projectId);
    if (!project) throw new Error(`no such project: ${projectId}`);
    return project;
  }

  /** The service account of that e-mail address or unique id; `-` for the project in a resource name is the caller's to resolve. */
  serviceAccount(email: string): ServiceAccount | undefined {
    const projectId = /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1];
    return projectId === undefined ? undefined : this.#projects.get(projectId)?.serviceAccounts.get(email);
  }

  requireServiceAccount(email: string): ServiceAccount {
    const account = this.serviceAccount(email);
    if (!account) throw new Error(`no such service account: ${email}`);
    return account;
  }

  /** Creates a service account, or changes whether the one of that name is disabled. Its keys stay. */
  putServiceAccount(projectId: string, name: string, isDisabled: boolean): ServiceAccount {
    const project = this.requireProject(projectId);
    const email = `${name}@${projectId}.iam.gserviceaccount.com`;
    let account = project.serviceAccounts.get(email);
    if (!account) {
      account = {
        email,
        uniqueId: `1${digitsOf(`account ${email}`, 20)}`,
        name,
        projectId,
        isDisabled,
        keys: new Map(),
        workloadIdentityUsers: new Set(),
      };
      project.serviceAccounts.set(email, account);
    }
    account.isDisabled = isDisabled;
    return account;
  }

  /** Removes an account with its keys, and with its bindings in every project. */
  deleteServiceAccount(email: string): void {
    const account = this.requireServiceAccount(email);
    this.requireProject(account.projectId).serviceAccounts.delete(email);
    for (const project of this.#projects.values()) project.unbind(email);
  }

  /** The pool of that id in the project of that number: full resource names know no project's id. */
  workloadIdentityPool(projectNumber: string, poolId: string): WorkloadIdentityPool | undefined {
    return this.#byNumber.get(projectNumber)?.workloadIdentityPools.get(poolId);
  }

  /** Creates a pool, or changes whether the one of that id is disabled. Its providers stay. */
  putWorkloadIdentityPool(projectId: string, poolId: string, isDisabled?: boolean): WorkloadIdentityPool {
    const { workloadIdentityPools, options } = this.requireProject(projectId);
    let pool = workloadIdentityPools.get(poolId);
    if (!pool) {
      pool = { poolId, projectId, name: poolName(options.projectNumber, poolId), isDisabled: false, providers: new Map() };
      workloadIdentityPools.set(poolId, pool);
    }
    pool.isDisabled = isDisabled ?? pool.isDisabled;
    return pool;
  }

  /** Throws when the account has as many keys as Google allows. */
  createKey(email: string, createdAtMs: number): AccountKey {
    const account = this.requireServiceAccount(email);
    if (account.keys.size >= MAX_KEYS) throw new Error(`${email} has ${MAX_KEYS} keys already`);
    const ordinal = this.#ordinals.get(email) ?? 0;
    this.#ordinals.set(email, ordinal + 1);
    const keyId = createHash('sha1').update(`${this.options.seed} ${email} ${ordinal}`).digest('hex');
    const key: AccountKey = { keyId, ordinal, createdAtMs, isDisabled: false };
    account.keys.set(keyId, key);
    return key;
  }

  /** Throws when the account has no such key. */
  revokeKey(email: string, keyId: string, isDisabled: boolean): void {
    const account = this.requireServiceAccount(email);
    const key = account.keys.get(keyId);
    if (!key) throw new Error(`${email} has no key ${keyId}`);
    if (isDisabled) key.isDisabled = true;
    else account.keys.delete(keyId);
  }

  /** The key itself; made when it is first asked for. */
  rsaKey(account: ServiceAccount, { ordinal }: AccountKey): RsaKey {
    return rsaKeyOf(this.options.seed, `${account.email} ${ordinal}`);
  }

  /** What Google gives out when a key is created. */
  keyDocument(account: ServiceAccount, key: AccountKey): ServiceAccountKeyDocument {
    return {
      type: 'service_account',
      project_id: account.projectId,
      private_key_id: key.keyId,
      private_key: this.rsaKey(account, key).privateKey,
      client_email: account.email,
      client_id: account.uniqueId,
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: 'https://oauth2.googleapis.com/token',
      auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
      client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(account.email)}`,
      universe_domain: 'googleapis.com',
    };
  }

  #freeProjectId(): string {
    for (let attempt = 0; ; attempt++) {
      const digest = createHmac('sha256', this.options.seed).update(`project ${attempt}`).digest();
      const projectId = `northwind-${['prod', 'data', 'shop', 'apps'][digest[0]! % 4]}-${digest.subarray(1, 4).toString('hex')}`;
      if (!this.#projects.has(projectId)) return projectId;
    }
  }
}

/** Decimal digits that depend on a text alone; the first is not 0. */
function digitsOf(text: string, digits: number): string {
  const value = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString()
    .slice(-digits);
  return value.startsWith('0') ? `1${value.slice(1)}` : value;
}

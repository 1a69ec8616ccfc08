/** One simulated AWS account: what an admin put into it, and the generated estate behind it. */
import { Estate } from '../estate/estate.ts';
import type { PolicyDocument } from '../iam/policy.ts';
import type { Matcher } from '../iam/wildcard.ts';

export interface Role {
  arn: string;
  id: string;
  name: string;
  path: string;
  trustPolicy: PolicyDocument;
  inlinePolicies: Record<string, PolicyDocument>;
  managedPolicyArns: string[];
  maxSessionSeconds: number;
  createdAt: Date;
  withheld: Matcher;
}

export interface User {
  arn: string;
  id: string;
  name: string;
  path: string;
  inlinePolicies: Record<string, PolicyDocument>;
  managedPolicyArns: string[];
  keys: AccessKey[];
  createdAt: Date;
}

export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  isActive: boolean;
  createdAt: Date;
  accountId: string;
  /** Null for a key of the root user. */
  userName: string | null;
}

export interface AccountOptions {
  accountId: string;
  seed: string;
  size: number;
  enabledRegions: string[];
  alias: string | null;
  securityHub: boolean;
  guardDuty: boolean;
  /** Dates of the estate are relative to it. */
  epoch: Date;
  /** Planted where customers' secrets live. */
  canary: string;
}

export class Account {
  readonly options: AccountOptions;
  readonly estate: Estate;
  readonly roles = new Map<string, Role>();
  readonly users = new Map<string, User>();
  /** Audiences by issuer, as IAM names it: without its scheme. */
  readonly oidcProviders = new Map<string, readonly string[]>();
  readonly rootKey: AccessKey;

  constructor(options: AccountOptions, rootKey: AccessKey) {
    this.options = options;
    this.rootKey = rootKey;
    this.estate = new Estate(options);
  }

  get accountId(): string {
    return this.options.accountId;
  }

  /** Makes the identity provider for an issuer, or replaces its audiences; none removes it. */
  putOidcProvider(issuer: string, audiences: readonly string[]): void {
    const name = issuer.replace(/^https:\/\//, '');
    if (audiences.length === 0) this.oidcProviders.delete(name);
    else this.oidcProviders.set(name, audiences);
  }

  isRegionEnabled(region: string): boolean {
    return this.options.enabledRegions.includes(region);
  }
}

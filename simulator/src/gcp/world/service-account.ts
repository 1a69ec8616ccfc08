export interface AccountKey {
  /** Forty hex digits. */
  keyId: string;
  /** The how-manieth key of the account: with the e-mail address it decides the key itself. */
  ordinal: number;
  createdAtMs: number;
  isDisabled: boolean;
}

export interface ServiceAccount {
  /** `<name>@<project>.iam.gserviceaccount.com`. */
  email: string;
  /** 21 digits. */
  uniqueId: string;
  name: string;
  projectId: string;
  isDisabled: boolean;
  /** The keys that were not deleted, by id. */
  keys: Map<string, AccountKey>;
  /** Who has roles/iam.workloadIdentityUser on it and may act as it: `principal://…`, or `principalSet://…/*` for everybody of a pool. */
  workloadIdentityUsers: Set<string>;
}

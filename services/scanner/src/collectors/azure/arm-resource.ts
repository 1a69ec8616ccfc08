import type { Tags } from '../../collector/collector.ts';

/** A resource's id as it is kept: Azure compares ids without case, and does not always write one the same. */
export const refOf = (id: string): string => id.toLowerCase();

/** An id that a resource names; null when it names none. */
export const refOrNull = (reference: { readonly id?: string | null } | string | null | undefined): string | null => {
  const id = typeof reference === 'string' ? reference : reference?.id;
  return id ? refOf(id) : null;
};

/** The ids of a list of references. */
export const refsOf = (references: readonly { readonly id?: string | null }[] | null | undefined): string[] =>
  (references ?? []).map(refOrNull).filter((ref) => ref !== null);

/** Tags as Azure has them, an object of text. */
export const azureTags = (tags: Readonly<Record<string, unknown>> | null | undefined): Tags =>
  Object.fromEntries(Object.entries(tags ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : String(value ?? '')]));

/** Network rules as storage accounts, vaults and registries have them. */
export interface NetworkRuleSet {
  readonly defaultAction?: string | null;
  readonly bypass?: string | null;
  readonly ipRules?: readonly { readonly value?: string | null }[] | null;
}

/** What becomes of requests that no rule speaks of: without a rule set, all pass. */
export const networkDefaultOf = (rules: NetworkRuleSet | null | undefined): 'allow' | 'deny' =>
  rules?.defaultAction?.toLowerCase() === 'deny' ? 'deny' : 'allow';

/** Whether trusted services of Azure pass the rules. */
export const trustsAzureServices = (rules: NetworkRuleSet | null | undefined): boolean =>
  (rules?.bypass ?? '').split(/,\s*/).includes('AzureServices');

/** Whether a resource has an identity of its own, given by Azure or by the customer. */
export const hasManagedIdentity = (identity: { readonly type?: string | null } | null | undefined): boolean =>
  !['', 'none'].includes((identity?.type ?? '').toLowerCase());

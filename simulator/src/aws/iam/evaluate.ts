/** IAM's decision for a call: an explicit Deny anywhere wins, then the identity's policies must allow, then the session's. */
import { applies, statementsOf, type PolicyDocument, type Question, type Statement } from './policy.ts';
import { patternMatcher, type Matcher } from './wildcard.ts';

/** Whose call it is. */
export interface Grants {
  arn: string;
  accountId: string;
  /** Root is above identity policies. */
  isRoot: boolean;
  identityPolicies: readonly PolicyDocument[];
  /** Actions that no identity policy allows although the documents say so (`minusActions` of an onboarding). */
  withheld: Matcher;
  /** Policies given to AssumeRole: a union; undefined when none was given. */
  sessionPolicies: readonly PolicyDocument[] | undefined;
}

export type Decision = 'allowed' | 'explicitDeny' | 'noIdentityPolicy' | 'noSessionPolicy';

export function decide(grants: Grants, question: Question): Decision {
  const identity = read(grants.identityPolicies, question);
  const session = grants.sessionPolicies && read(grants.sessionPolicies, question);
  if (!grants.isRoot && identity === 'denied') return 'explicitDeny';
  if (session === 'denied') return 'explicitDeny';
  if (!grants.isRoot && (identity !== 'allowed' || grants.withheld(question.action))) return 'noIdentityPolicy';
  if (session === 'silent') return 'noSessionPolicy';
  return 'allowed';
}

function read(policies: readonly PolicyDocument[], question: Question): 'allowed' | 'denied' | 'silent' {
  let result: 'allowed' | 'silent' = 'silent';
  for (const policy of policies) {
    for (const statement of statementsOf(policy)) {
      if (!applies(statement, question)) continue;
      if (!statement.isAllow) return 'denied';
      result = 'allowed';
    }
  }
  return result;
}

/** The words of a refusal as AWS puts them; a resource of `*` is not named. */
export function denialMessage(arn: string, action: string, resource: string, decision: Exclude<Decision, 'allowed'>): string {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const why = {
    explicitDeny: ' with an explicit deny in an identity-based policy',
    noIdentityPolicy: ` because no identity-based policy allows the ${action} action`,
    noSessionPolicy: ` because no session policy allows the ${action} action`,
  }[decision];
  return `User: ${arn} is not authorized to perform: ${action}${on}${why}`;
}

/**
 * Whether a trust policy lets the caller assume the role. `byName` is true when the caller's own ARN is named rather than its account:
 * within one account that needs no identity policy.
 */
export function trusts(
  trustPolicy: PolicyDocument,
  grants: Pick<Grants, 'arn' | 'accountId'>,
  roleArn: string | undefined,
  context: Question['context'],
): { allowed: boolean; byName: boolean } {
  const question: Question = { action: 'sts:AssumeRole', resource: '*', context };
  let allowed = false;
  let byName = false;
  for (const statement of statementsOf(trustPolicy)) {
    const how = principalMatch(statement, grants, roleArn);
    if (!how || !applies(statement, question)) continue;
    if (!statement.isAllow) return { allowed: false, byName: false };
    allowed = true;
    byName ||= how === 'name';
  }
  return { allowed, byName };
}

/** Whether a trust policy lets in whom a token of an identity provider names; `context` has the token's claims, by `<issuer>:sub` and `<issuer>:aud`. */
export function trustsToken(trustPolicy: PolicyDocument, providerArn: string, context: Question['context']): boolean {
  const question: Question = { action: 'sts:AssumeRoleWithWebIdentity', resource: '*', context };
  const matching = statementsOf(trustPolicy).filter((statement) => statement.federated.includes(providerArn) && applies(statement, question));
  return matching.length > 0 && matching.every(({ isAllow }) => isAllow);
}

function principalMatch(
  statement: Statement,
  grants: Pick<Grants, 'arn' | 'accountId'>,
  roleArn: string | undefined,
): 'name' | 'account' | undefined {
  for (const principal of statement.principals) {
    if (principal === grants.arn || (roleArn !== undefined && principal === roleArn)) return 'name';
    if (principal === '*' || principal === grants.accountId || principal === `arn:aws:iam::${grants.accountId}:root`) return 'account';
  }
  return undefined;
}

/** Nothing withheld. */
export const nothing: Matcher = patternMatcher([], false);

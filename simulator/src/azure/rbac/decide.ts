/** Azure's role-based access control, as far as it is played: role assignments with actions and notActions, and deny assignments. */
import { patternMatcher, type Matcher } from '../../aws/iam/wildcard.ts';
import type { Permissions, RoleDefinition } from './roles.ts';

export interface RoleAssignment {
  /** A GUID. */
  id: string;
  principalId: string;
  principalType: 'ServicePrincipal';
  role: RoleDefinition;
  /** `/subscriptions/<id>`, or a resource group of it. */
  scope: string;
  createdOn: string;
}

export interface DenyAssignment {
  /** A GUID. */
  id: string;
  name: string;
  /** null: everyone. */
  principalId: string | null;
  actions: readonly string[];
  scope: string;
}

/** What one role gives, less its notActions. */
export type Grant = Permissions;

export type Decision = { verdict: 'allowed' } | { verdict: 'notGranted' } | { verdict: 'denied'; by: DenyAssignment };

const matchers = new Map<string, Matcher>();

/** Whether one of the patterns fits an action: without regard to case, `*` standing for anything. */
export function covers(patterns: readonly string[], action: string): boolean {
  const key = patterns.join('\n');
  let matcher = matchers.get(key);
  if (!matcher) {
    if (matchers.size > 10_000) matchers.clear();
    matchers.set(key, (matcher = patternMatcher(patterns, false)));
  }
  return matcher(action);
}

/** Roles add up; the notActions of one take nothing from another; a denial is stronger than all. */
export function decide(grants: readonly Grant[], denials: readonly DenyAssignment[], action: string): Decision {
  if (!grants.some(({ actions, notActions }) => covers(actions, action) && !covers(notActions, action))) return { verdict: 'notGranted' };
  const by = denials.find((denial) => covers(denial.actions, action));
  return by ? { verdict: 'denied', by } : { verdict: 'allowed' };
}

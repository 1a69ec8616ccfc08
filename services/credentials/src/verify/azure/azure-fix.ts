import { shellWord } from '../shell-word.ts';

/** The roles of the onboarding kit, and what of them only the narrower two are for; Reader grants every other read. */
const narrower: readonly (readonly [role: string, actions: RegExp])[] = [
  ['Security Reader', /^Microsoft\.Security\//i],
  ['Log Analytics Reader', /^Microsoft\.(?:Insights|OperationalInsights)\//i],
];

/** The application, and the subscription that it reads. */
export interface AzureAssignment {
  clientId: string;
  subscriptionId: string;
}

const scopeOf = (subscriptionId: string): string => `--scope /subscriptions/${subscriptionId}`;

/** The role of the onboarding kit that grants an action. */
export const roleOf = (action: string): string => narrower.find(([, actions]) => actions.test(action))?.[0] ?? 'Reader';

/** The commands that assign the roles that grant these actions: one a role. */
export function assigningCommands({ clientId, subscriptionId }: AzureAssignment, actions: readonly string[]): string[] {
  const roles = [...new Set(actions.map(roleOf))].sort();
  return roles.map((role) => `az role assignment create --assignee ${clientId} --role ${shellWord(role)} ${scopeOf(subscriptionId)}`);
}

/** The commands that show which roles an application has, and take one away. */
export const narrowingCommands = ({ clientId, subscriptionId }: AzureAssignment): string[] => [
  `az role assignment list --assignee ${clientId} ${scopeOf(subscriptionId)} --include-inherited --include-groups --output table`,
  `az role assignment delete --assignee ${clientId} --role <role> ${scopeOf(subscriptionId)}`,
];

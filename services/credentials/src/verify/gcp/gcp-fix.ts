import { shellWord } from '../shell-word.ts';

/** By what a permission begins with: the role of the onboarding kit that grants it; roles/viewer grants the rest. */
const roleOfPrefix: readonly (readonly [prefix: string, role: string])[] = [
  ['cloudasset.', 'roles/cloudasset.viewer'],
  ['securitycenter.assets.', 'roles/securitycenter.assetsViewer'],
  ['securitycenter.', 'roles/securitycenter.findingsViewer'],
  ['resourcemanager.projects.getIamPolicy', 'roles/iam.securityReviewer'],
  ['iam.', 'roles/iam.securityReviewer'],
  ['artifactregistry.', 'roles/artifactregistry.reader'],
  ['serviceusage.', 'roles/serviceusage.serviceUsageConsumer'],
];

/** The role of the onboarding kit that grants a permission. */
export const roleOf = (permission: string): string => roleOfPrefix.find(([prefix]) => permission.startsWith(prefix))?.[1] ?? 'roles/viewer';

/** The service account, and the project that it reads. */
export interface GcpBinding {
  email: string;
  projectId: string;
}

const memberOf = ({ email, projectId }: GcpBinding): string => `${shellWord(projectId)} --member=${shellWord(`serviceAccount:${email}`)}`;

/** The commands that bind the roles that grant these permissions: one a role. */
export function bindingCommands(binding: GcpBinding, permissions: readonly string[]): string[] {
  const roles = [...new Set(permissions.map(roleOf))].sort();
  return roles.map((role) => `gcloud projects add-iam-policy-binding ${memberOf(binding)} --role=${role} --condition=None`);
}

/** The commands that show which roles a service account has in a project, and take one away. */
export const narrowingCommands = (binding: GcpBinding): string[] => [
  `gcloud projects get-iam-policy ${shellWord(binding.projectId)} --flatten='bindings[].members' --filter=${shellWord(`bindings.members:${binding.email}`)} ` +
    `--format='value(bindings.role)'`,
  `gcloud projects remove-iam-policy-binding ${memberOf(binding)} --role=<role> --all`,
];

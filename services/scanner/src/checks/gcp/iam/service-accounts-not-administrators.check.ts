import { gcpResourcemanagerProject } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { binding } from '../example-bindings.ts';
import { policy } from './example-policy.ts';

/** roles/owner and roles/editor, and every role of an administrator. */
const isAdministrative = (role: string): boolean => role === 'roles/owner' || role === 'roles/editor' || /admin$/i.test(role);
/** Accounts that somebody made, in a project. */
const isUsersAccount = (member: string): boolean => /^serviceAccount:[^@]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.iam\.gserviceaccount\.com$/.test(member);
/** The agents of Google's own services: theirs is Google's to grant. */
const isOfGoogle = (member: string): boolean => /:service-\d+@|@gcp-sa-[a-z0-9-]+\.iam\.gserviceaccount\.com$/.test(member);

export const gcpNoAdministrativeServiceAccounts = check({
  id: 'gcp.iam.service-accounts-not-administrators',
  on: gcpResourcemanagerProject,
  severity: 'high',
  title: 'No service account is an administrator, editor or owner of the project',
  why: 'Whoever takes over a workload has what its service account has: with such a role, the project.',
  fix: 'Give the account the narrowest predefined or custom roles that it works with, and take the wide one away.',
  controls: { 'cis-gcp-foundations-3.0': ['1.5'], 'nist-800-53-r5': ['AC-6'] },
  judge({ iamPolicy }) {
    for (const { role, members } of iamPolicy.bindings) {
      const member = isAdministrative(role) ? members.find((one) => isUsersAccount(one) && !isOfGoogle(one)) : undefined;
      if (member !== undefined) return fail(`${member} has ${role}`);
    }
    return pass;
  },
  examples: {
    pass: [
      policy([binding('roles/viewer', 'serviceAccount:app@shop-1.iam.gserviceaccount.com'), binding('roles/owner', 'user:a@example.com')]),
      policy([binding('roles/editor', 'serviceAccount:service-1@container-engine-robot.iam.gserviceaccount.com')]),
      policy([binding('roles/pubsub.admin', 'serviceAccount:tasks@gcp-sa-cloudtasks.iam.gserviceaccount.com')]),
    ],
    fail: [
      policy([binding('roles/editor', 'serviceAccount:app@shop-1.iam.gserviceaccount.com')]),
      policy([binding('roles/storage.admin', 'user:a@example.com', 'serviceAccount:app@shop-1.iam.gserviceaccount.com')]),
    ],
  },
});

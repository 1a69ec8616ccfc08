import { gcpResourcemanagerProject } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { binding } from '../example-bindings.ts';
import { policy } from './example-policy.ts';

/** Accounts that people make for themselves. */
const isPrivate = (member: string): boolean => /^user:[^@]+@(?:gmail|googlemail)\.com$/i.test(member);

export const gcpPeopleOfTheOrganization = check({
  id: 'gcp.iam.people-of-the-organization',
  on: gcpResourcemanagerProject,
  severity: 'medium',
  title: 'People reach the project with accounts of their organization, not with private ones',
  why: 'Nobody takes a private account away from who leaves, demands a second factor of it, or sees what it does elsewhere.',
  fix: 'Grant the roles to accounts that the organization manages, and set the organization policy iam.allowedPolicyMemberDomains.',
  controls: { 'cis-gcp-foundations-3.0': ['1.1'], 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge({ iamPolicy }) {
    for (const { role, members } of iamPolicy.bindings) {
      const member = members.find(isPrivate);
      if (member !== undefined) return fail(`${member} has ${role}`);
    }
    return pass;
  },
  examples: {
    pass: [policy([binding('roles/viewer', 'user:a@example.com', 'serviceAccount:gmail.com@shop-1.iam.gserviceaccount.com')])],
    fail: [policy([binding('roles/owner', 'user:a@example.com'), binding('roles/viewer', 'user:contractor@gmail.com')])],
  },
});

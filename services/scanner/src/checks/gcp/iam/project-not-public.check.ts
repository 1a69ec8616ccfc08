import { gcpResourcemanagerProject } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { binding } from '../example-bindings.ts';
import { publicGrant } from '../public-members.ts';
import { policy } from './example-policy.ts';

export const gcpProjectNotPublic = check({
  id: 'gcp.iam.project-not-public',
  on: gcpResourcemanagerProject,
  severity: 'critical',
  title: 'No role on the project is granted to everybody',
  why: 'What allUsers or allAuthenticatedUsers may do, anybody on the internet may do, in the whole project.',
  fix: 'Remove allUsers and allAuthenticatedUsers from the policy of the project.',
  controls: { 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge({ iamPolicy }) {
    const grant = publicGrant(iamPolicy.bindings);
    return grant === undefined ? pass : fail(grant);
  },
  examples: {
    pass: [policy([binding('roles/viewer', 'group:security@example.com')])],
    fail: [policy([binding('roles/viewer', 'allAuthenticatedUsers')])],
  },
});

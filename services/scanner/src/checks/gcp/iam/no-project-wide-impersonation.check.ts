import { gcpResourcemanagerProject } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { binding } from '../example-bindings.ts';
import { policy } from './example-policy.ts';

const impersonating = new Set(['roles/iam.serviceAccountUser', 'roles/iam.serviceAccountTokenCreator']);
const isPerson = (member: string): boolean => /^(user|group|domain):/.test(member);

export const gcpNoProjectWideImpersonation = check({
  id: 'gcp.iam.no-project-wide-impersonation',
  on: gcpResourcemanagerProject,
  severity: 'high',
  title: 'Nobody may act as every service account of the project',
  why: 'Service Account User and Token Creator on the project let a person act as each of its accounts, those with more rights included.',
  fix: 'Grant the role on the one service account that it is needed for.',
  controls: { 'cis-gcp-foundations-3.0': ['1.6'], 'nist-800-53-r5': ['AC-6'] },
  judge({ iamPolicy }) {
    for (const { role, members } of iamPolicy.bindings) {
      const member = impersonating.has(role) ? members.find(isPerson) : undefined;
      if (member !== undefined) return fail(`${member} has ${role}`);
    }
    return pass;
  },
  examples: {
    pass: [
      policy([binding('roles/viewer', 'user:a@example.com')]),
      policy([binding('roles/iam.serviceAccountUser', 'serviceAccount:ci@shop-1.iam.gserviceaccount.com')]),
    ],
    fail: [policy([binding('roles/iam.serviceAccountTokenCreator', 'group:developers@example.com')])],
  },
});

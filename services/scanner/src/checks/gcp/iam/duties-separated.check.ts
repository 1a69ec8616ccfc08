import { gcpResourcemanagerProject, type GcpIamBinding } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { binding } from '../example-bindings.ts';
import { policy } from './example-policy.ts';

/** Pairs of roles that one person must not have together. */
const keyUsers = ['roles/cloudkms.cryptoKeyEncrypterDecrypter', 'roles/cloudkms.cryptoKeyEncrypter', 'roles/cloudkms.cryptoKeyDecrypter'];

const membersOf = (bindings: readonly GcpIamBinding[], roles: readonly string[]): string[] =>
  bindings.filter(({ role }) => roles.includes(role)).flatMap(({ members }) => members);

export const gcpDutiesSeparated = check({
  id: 'gcp.iam.duties-separated',
  on: gcpResourcemanagerProject,
  severity: 'medium',
  title: 'Who administers service accounts or keys does not use them',
  why: 'Who may both make a service account or a key and act with it needs nobody else to reach whatever it opens.',
  fix: 'Take one of the two roles from the person.',
  controls: { 'cis-gcp-foundations-3.0': ['1.8', '1.11'], 'nist-800-53-r5': ['AC-5'] },
  judge({ iamPolicy: { bindings } }) {
    const pairs: [administer: string, use: readonly string[]][] = [
      ['roles/iam.serviceAccountAdmin', ['roles/iam.serviceAccountUser']],
      ['roles/cloudkms.admin', keyUsers],
    ];
    for (const [administer, use] of pairs) {
      const users = new Set(membersOf(bindings, use));
      const both = membersOf(bindings, [administer]).find((member) => users.has(member));
      if (both !== undefined) return fail(`${both} has ${administer}, and may use what it makes`);
    }
    return pass;
  },
  examples: {
    pass: [
      policy([binding('roles/iam.serviceAccountAdmin', 'user:a@example.com'), binding('roles/iam.serviceAccountUser', 'user:b@example.com')]),
      policy([binding('roles/cloudkms.admin', 'user:a@example.com')]),
    ],
    fail: [
      policy([
        binding('roles/iam.serviceAccountAdmin', 'user:a@example.com'),
        binding('roles/iam.serviceAccountUser', 'user:b@example.com', 'user:a@example.com'),
      ]),
      policy([binding('roles/cloudkms.admin', 'user:a@example.com'), binding('roles/cloudkms.cryptoKeyDecrypter', 'user:a@example.com')]),
    ],
  },
});

import { gcpStorageBucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { binding } from '../example-bindings.ts';
import { publicGrant } from '../public-members.ts';

export const gcpBucketNotPublic = check({
  id: 'gcp.storage.bucket-not-public',
  on: gcpStorageBucket,
  severity: 'critical',
  title: 'No Cloud Storage bucket is public',
  why: 'What allUsers or allAuthenticatedUsers may do, anybody on the internet may do: reading lists and downloads every object.',
  fix: 'Remove allUsers and allAuthenticatedUsers from the bucket’s policy, then enforce public access prevention. Serve public content through Cloud CDN.',
  controls: { 'cis-gcp-foundations-3.0': ['5.1'], 'nist-800-53-r5': ['AC-3', 'AC-4', 'SC-7'] },
  judge: ({ access, refusesPublicAccess }) => {
    const grant = publicGrant(access);
    return grant === undefined || refusesPublicAccess ? pass : fail(grant);
  },
  examples: {
    pass: [
      { access: [binding('roles/storage.objectViewer', 'group:web@example.com')], refusesPublicAccess: false },
      { access: [binding('roles/storage.objectViewer', 'allUsers')], refusesPublicAccess: true },
    ],
    fail: [
      { access: [binding('roles/storage.objectViewer', 'allUsers')], refusesPublicAccess: false },
      { access: [binding('roles/storage.legacyBucketReader', 'user:a@example.com', 'allAuthenticatedUsers')], refusesPublicAccess: false },
    ],
  },
});

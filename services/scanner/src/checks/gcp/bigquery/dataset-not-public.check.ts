import { gcpBigqueryDataset } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { publicGrant } from '../public-members.ts';

export const gcpDatasetNotPublic = check({
  id: 'gcp.bigquery.dataset-not-public',
  on: gcpBigqueryDataset,
  severity: 'critical',
  title: 'No BigQuery dataset is public',
  why: 'What allUsers or allAuthenticatedUsers may read, anybody with a Google account may copy.',
  fix: 'Remove allUsers and allAuthenticatedUsers from the access list of the dataset.',
  controls: { 'cis-gcp-foundations-3.0': ['7.1'], 'nist-800-53-r5': ['AC-3', 'AC-4'] },
  judge({ access }) {
    const grant = publicGrant(access.map(({ role, member }) => ({ role, members: [member] })));
    return grant === undefined ? pass : fail(grant);
  },
  examples: {
    pass: [{ access: [{ role: 'OWNER', member: 'projectOwners' }] }],
    fail: [
      {
        access: [
          { role: 'READER', member: 'user:a@example.com' },
          { role: 'READER', member: 'allAuthenticatedUsers' },
        ],
      },
    ],
  },
});

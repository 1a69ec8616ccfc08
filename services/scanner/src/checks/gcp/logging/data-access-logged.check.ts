import { gcpResourcemanagerProject } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { policy } from '../iam/example-policy.ts';

const wanted = ['ADMIN_READ', 'DATA_READ', 'DATA_WRITE'];
const logsOf = (...logTypes: string[]) => logTypes.map((logType) => ({ logType, exemptedMembers: [] as string[] }));

export const gcpDataAccessLogged = check({
  id: 'gcp.logging.data-access-logged',
  on: gcpResourcemanagerProject,
  severity: 'medium',
  title: 'Accesses to data are logged, of every service and everybody',
  why: 'Without these logs nobody can say afterwards who read or changed what.',
  fix: 'In the policy of the project, set an audit configuration for allServices with ADMIN_READ, DATA_READ and DATA_WRITE, without exempted members.',
  controls: { 'cis-gcp-foundations-3.0': ['2.1'], 'nist-800-53-r5': ['AU-2', 'AU-12'] },
  judge({ iamPolicy: { auditConfigs } }) {
    const ofAll = auditConfigs.filter(({ service }) => service === 'allServices').flatMap(({ logs }) => logs);
    const missing = wanted.filter((wantedType) => !ofAll.some(({ logType }) => logType === wantedType));
    if (missing.length > 0) return fail(`${missing.join(', ')} not logged for all services`);
    const exempted = auditConfigs.flatMap(({ logs }) => logs).flatMap(({ exemptedMembers }) => exemptedMembers)[0];
    return exempted === undefined ? pass : fail(`${exempted} is exempted`);
  },
  examples: {
    pass: [policy([], [{ service: 'allServices', logs: logsOf(...wanted) }])],
    fail: [
      policy([]),
      policy([], [{ service: 'storage.googleapis.com', logs: logsOf(...wanted) }]),
      policy(
        [],
        [
          {
            service: 'allServices',
            logs: [...logsOf('ADMIN_READ', 'DATA_READ'), { logType: 'DATA_WRITE', exemptedMembers: ['user:a@example.com'] }],
          },
        ],
      ),
    ],
  },
});

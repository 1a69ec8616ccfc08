import { gcpSqlInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpSqlNoPublicIp = check({
  id: 'gcp.sql.instance-no-public-ip',
  on: gcpSqlInstance,
  severity: 'medium',
  title: 'Cloud SQL instances have no public address',
  why: 'A private address is out of reach for the internet, whatever is authorized later by mistake.',
  fix: 'Give the instance a private address, then switch the public one off.',
  controls: { 'cis-gcp-foundations-3.0': ['6.6'], 'nist-800-53-r5': ['AC-4', 'SC-7'] },
  judge: ({ hasPublicIp }) => (hasPublicIp ? fail('it has a public address') : pass),
  examples: { pass: [{ hasPublicIp: false }], fail: [{ hasPublicIp: true }] },
});

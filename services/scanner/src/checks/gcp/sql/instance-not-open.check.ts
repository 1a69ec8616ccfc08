import { gcpSqlInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const anywhere = /^(?:0\.0\.0\.0\/0|::\/0)$/;

export const gcpSqlNotOpen = check({
  id: 'gcp.sql.instance-not-open',
  on: gcpSqlInstance,
  severity: 'critical',
  title: 'Cloud SQL instances do not let every address in',
  why: 'With 0.0.0.0/0 among the authorized networks only a password stands between the internet and the database.',
  fix: 'Remove the range; connect through the Cloud SQL Auth Proxy or a private address.',
  controls: { 'cis-gcp-foundations-3.0': ['6.5'], 'nist-800-53-r5': ['AC-3', 'AC-4', 'SC-7'] },
  judge: ({ authorizedNetworks, hasPublicIp }) => {
    const range = hasPublicIp ? authorizedNetworks.find((one) => anywhere.test(one)) : undefined;
    return range === undefined ? pass : fail(`${range} may connect`);
  },
  examples: {
    pass: [
      { authorizedNetworks: ['203.0.113.0/24'], hasPublicIp: true },
      { authorizedNetworks: ['0.0.0.0/0'], hasPublicIp: false },
    ],
    fail: [{ authorizedNetworks: ['203.0.113.0/24', '0.0.0.0/0'], hasPublicIp: true }],
  },
});

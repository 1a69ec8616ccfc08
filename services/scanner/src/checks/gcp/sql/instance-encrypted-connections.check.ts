import { gcpSqlInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const gcpSqlEncryptedConnections = check({
  id: 'gcp.sql.instance-encrypted-connections',
  on: gcpSqlInstance,
  severity: 'high',
  title: 'Cloud SQL instances refuse connections without TLS',
  why: 'Passwords, queries and rows of a connection in the clear can be read and changed by whoever is on the way.',
  fix: 'Set the SSL mode to ENCRYPTED_ONLY, or to TRUSTED_CLIENT_CERTIFICATE_REQUIRED where clients have certificates.',
  controls: { 'cis-gcp-foundations-3.0': ['6.4'], 'nist-800-53-r5': ['SC-8', 'SC-13'] },
  judge: ({ connections }) => (connections === 'any' ? fail('takes connections in the clear') : pass),
  examples: { pass: [{ connections: 'encrypted-only' }, { connections: 'client-certificate' }], fail: [{ connections: 'any' }] },
});

import { azurePostgresqlFlexibleServer } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const postgresqlServerRequiresTls = check({
  id: 'azure.postgresql.server-requires-tls',
  on: azurePostgresqlFlexibleServer,
  severity: 'medium',
  title: 'PostgreSQL flexible servers refuse connections in the clear',
  why: 'Without TLS, passwords and rows pass the network readable to whoever listens.',
  fix: 'Set the server parameter require_secure_transport to ON.',
  controls: { 'cis-azure-foundations-3.0': ['5.2.1'], 'nist-800-53-r5': ['SC-8', 'SC-23'] },
  judge: ({ transport: { requiresTls } }) => (requiresTls ? pass : fail('require_secure_transport is off')),
  examples: { pass: [{ transport: { requiresTls: true } }], fail: [{ transport: { requiresTls: false } }] },
});

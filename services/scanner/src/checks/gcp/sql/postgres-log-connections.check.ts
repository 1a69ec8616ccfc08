import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'postgres', flag: 'log_connections', wanted: 'on', otherwise: 'off' };

export const gcpPostgresLogConnections = check({
  id: 'gcp.sql.postgres-log-connections',
  on: gcpSqlInstance,
  severity: 'low',
  title: 'PostgreSQL logs connections',
  why: 'The log of connections shows who tried to come in, from where, and when.',
  fix: 'Set the database flag log_connections to on.',
  controls: { 'cis-gcp-foundations-3.0': ['6.2.2'], 'nist-800-53-r5': ['AU-2', 'AU-12'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('postgres', { log_connections: 'on' }), flagged('mysql', {})],
    fail: [flagged('postgres', { log_connections: 'off' }), flagged('postgres', {})],
  },
});

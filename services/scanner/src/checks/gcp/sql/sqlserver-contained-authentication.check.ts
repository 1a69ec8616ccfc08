import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'sqlserver', flag: 'contained database authentication', wanted: 'off', otherwise: 'off' };

export const gcpSqlServerNoContainedAuthentication = check({
  id: 'gcp.sql.sqlserver-contained-authentication',
  on: gcpSqlInstance,
  severity: 'low',
  title: 'SQL Server databases keep no users of their own',
  why: 'Users of a contained database are unknown to the server: its administrators cannot see or stop them.',
  fix: 'Set the database flag "contained database authentication" to off.',
  controls: { 'cis-gcp-foundations-3.0': ['6.3.7'], 'nist-800-53-r5': ['AC-2', 'AC-3'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('sqlserver', { 'contained database authentication': 'off' }), flagged('sqlserver', {}), flagged('postgres', {})],
    fail: [flagged('sqlserver', { 'contained database authentication': 'on' })],
  },
});

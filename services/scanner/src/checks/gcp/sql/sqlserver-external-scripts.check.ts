import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'sqlserver', flag: 'external scripts enabled', wanted: 'off', otherwise: 'off' };

export const gcpSqlServerNoExternalScripts = check({
  id: 'gcp.sql.sqlserver-external-scripts',
  on: gcpSqlInstance,
  severity: 'medium',
  title: 'SQL Server runs no external scripts',
  why: 'Scripts in R or Python run beside the database with its rights: a way from SQL to the system.',
  fix: 'Set the database flag "external scripts enabled" to off.',
  controls: { 'cis-gcp-foundations-3.0': ['6.3.1'], 'nist-800-53-r5': ['CM-7'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('sqlserver', { 'external scripts enabled': 'off' }), flagged('sqlserver', {}), flagged('postgres', {})],
    fail: [flagged('sqlserver', { 'external scripts enabled': 'on' })],
  },
});

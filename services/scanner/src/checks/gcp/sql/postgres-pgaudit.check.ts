import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'postgres', flag: 'cloudsql.enable_pgaudit', wanted: 'on', otherwise: 'off' };

export const gcpPostgresPgaudit = check({
  id: 'gcp.sql.postgres-pgaudit',
  on: gcpSqlInstance,
  severity: 'low',
  title: 'PostgreSQL can be audited',
  why: 'Without pgaudit nobody can tell afterwards who read or changed which table.',
  fix: 'Set the database flag cloudsql.enable_pgaudit to on, create the extension pgaudit, and set pgaudit.log.',
  controls: { 'cis-gcp-foundations-3.0': ['6.2.8'], 'nist-800-53-r5': ['AU-2', 'AU-12'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('postgres', { 'cloudsql.enable_pgaudit': 'on' }), flagged('mysql', {})],
    fail: [flagged('postgres', { 'cloudsql.enable_pgaudit': 'off' }), flagged('postgres', {})],
  },
});

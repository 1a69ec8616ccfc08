import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'mysql', flag: 'skip_show_database', wanted: 'on', otherwise: 'off' };

export const gcpMysqlSkipShowDatabase = check({
  id: 'gcp.sql.mysql-skip-show-database',
  on: gcpSqlInstance,
  severity: 'low',
  title: 'MySQL does not show its databases to everybody',
  why: 'The names of databases tell an intruder where to look next.',
  fix: 'Set the database flag skip_show_database to on.',
  controls: { 'cis-gcp-foundations-3.0': ['6.1.2'], 'nist-800-53-r5': ['AC-6', 'CM-6'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('mysql', { skip_show_database: 'on' }), flagged('postgres', {})],
    fail: [flagged('mysql', { skip_show_database: 'off' }), flagged('mysql', {})],
  },
});

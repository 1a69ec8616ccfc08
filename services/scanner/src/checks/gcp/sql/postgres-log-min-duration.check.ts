import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'postgres', flag: 'log_min_duration_statement', wanted: '-1', otherwise: '-1' };

export const gcpPostgresLogMinDuration = check({
  id: 'gcp.sql.postgres-log-min-duration',
  on: gcpSqlInstance,
  severity: 'medium',
  title: 'PostgreSQL does not log slow statements with their values',
  why: 'Statements are logged whole: customers’ data ends up in the log, where more people read than in the database.',
  fix: 'Set the database flag log_min_duration_statement to -1; look at slow queries with Query Insights.',
  controls: { 'cis-gcp-foundations-3.0': ['6.2.7'], 'nist-800-53-r5': ['AU-3', 'SC-28'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('postgres', { log_min_duration_statement: '-1' }), flagged('postgres', {}), flagged('mysql', {})],
    fail: [flagged('postgres', { log_min_duration_statement: '500' })],
  },
});

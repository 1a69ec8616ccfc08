import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'postgres', flag: 'log_disconnections', wanted: 'on', otherwise: 'off' };

export const gcpPostgresLogDisconnections = check({
  id: 'gcp.sql.postgres-log-disconnections',
  on: gcpSqlInstance,
  severity: 'low',
  title: 'PostgreSQL logs the ends of sessions',
  why: 'The end of a session, with its length, is what a forgotten or a stolen one shows by.',
  fix: 'Set the database flag log_disconnections to on.',
  controls: { 'cis-gcp-foundations-3.0': ['6.2.3'], 'nist-800-53-r5': ['AU-2', 'AU-12'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('postgres', { log_disconnections: 'on' }), flagged('mysql', {})],
    fail: [flagged('postgres', { log_disconnections: 'off' }), flagged('postgres', {})],
  },
});

import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'mysql', flag: 'local_infile', wanted: 'off', otherwise: 'on' };

export const gcpMysqlNoLocalInfile = check({
  id: 'gcp.sql.mysql-local-infile',
  on: gcpSqlInstance,
  severity: 'medium',
  title: 'MySQL reads no files of clients',
  why: 'With local_infile a server, or whoever injects SQL into a program, reads files of the machine that the client runs on.',
  fix: 'Set the database flag local_infile to off.',
  controls: { 'cis-gcp-foundations-3.0': ['6.1.3'], 'nist-800-53-r5': ['CM-6', 'CM-7'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('mysql', { local_infile: 'off' }), flagged('postgres', {})],
    fail: [flagged('mysql', { local_infile: 'on' }), flagged('mysql', {})],
  },
});

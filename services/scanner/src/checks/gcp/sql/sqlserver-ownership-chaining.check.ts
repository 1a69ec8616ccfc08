import { gcpSqlInstance } from '@offload/contracts';
import { check } from '../../../check/check.ts';
import { flagged, judgeFlag, type WantedFlag } from './database-flag.ts';

const flag: WantedFlag = { engine: 'sqlserver', flag: 'cross db ownership chaining', wanted: 'off', otherwise: 'off' };

export const gcpSqlServerNoOwnershipChaining = check({
  id: 'gcp.sql.sqlserver-ownership-chaining',
  on: gcpSqlInstance,
  severity: 'medium',
  title: 'SQL Server does not chain ownership across databases',
  why: 'With it the owner of one database reads others without a permission there.',
  fix: 'Set the database flag "cross db ownership chaining" to off.',
  controls: { 'cis-gcp-foundations-3.0': ['6.3.2'], 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ engine, flags }) => judgeFlag({ engine, flags }, flag),
  examples: {
    pass: [flagged('sqlserver', { 'cross db ownership chaining': 'off' }), flagged('sqlserver', {}), flagged('postgres', {})],
    fail: [flagged('sqlserver', { 'cross db ownership chaining': 'on' })],
  },
});

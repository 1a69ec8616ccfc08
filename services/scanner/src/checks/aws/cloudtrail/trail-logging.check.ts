import { cloudtrailTrail } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const trailLogging = check({
  id: 'aws.cloudtrail.trail-logging',
  on: cloudtrailTrail,
  severity: 'medium',
  title: 'Trails are switched on',
  why: 'A trail that was stopped looks like one that runs; stopping it is among the first things that an attacker does.',
  fix: 'Start logging (aws cloudtrail start-logging) and find out who stopped it, or delete the trail.',
  controls: { 'nist-800-53-r5': ['AU-5', 'AU-12'] },
  judge: ({ isLogging }) => (isLogging ? pass : fail('is switched off')),
  examples: { pass: [{ isLogging: true }], fail: [{ isLogging: false }] },
});

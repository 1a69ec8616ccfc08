import { cloudtrailTrail } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const trailToCloudwatch = check({
  id: 'aws.cloudtrail.trail-to-cloudwatch',
  on: cloudtrailTrail,
  severity: 'low',
  title: 'Trails also go to CloudWatch Logs',
  why: 'Log files in a bucket are for afterwards; alarms on what happens now need a log group.',
  fix: 'Set a CloudWatch Logs log group on the trail and make metric filters with alarms on it.',
  controls: { 'aws-fsbp': ['CloudTrail.5'], 'nist-800-53-r5': ['AU-6', 'SI-4'] },
  judge: ({ logGroupArn }) => (logGroupArn === null ? fail('does not go to CloudWatch Logs') : pass),
  examples: { pass: [{ logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:trail:*' }], fail: [{ logGroupArn: null }] },
});

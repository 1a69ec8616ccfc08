import { s3Bucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const bucketAccessLogging = check({
  id: 'aws.s3.bucket-access-logging',
  on: s3Bucket,
  severity: 'low',
  title: 'S3 buckets log access',
  why:
    'After an incident the log says who read what; without one, all of it must be taken for read. On the bucket of a trail it shows ' +
    'who tampered with the trail.',
  fix: 'Turn on server access logging to a bucket that only the log service writes, or record data events in CloudTrail.',
  controls: { 'cis-aws-foundations-3.0': ['3.4'], 'aws-fsbp': ['S3.9'], 'nist-800-53-r5': ['AU-2', 'AU-12'] },
  judge: ({ logging }) => (logging === null ? fail('access is not logged') : pass),
  examples: { pass: [{ logging: { targetBucket: 'logs', targetPrefix: '' } }], fail: [{ logging: null }] },
});

import { s3Bucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const bucketTlsOnly = check({
  id: 'aws.s3.bucket-tls-only',
  on: s3Bucket,
  severity: 'medium',
  title: 'S3 buckets refuse requests without TLS',
  why: 'S3 also answers plain HTTP, where objects and signatures can be read and changed on the way.',
  fix: 'Add a statement to the bucket policy that denies s3:* to everybody when aws:SecureTransport is false.',
  controls: { 'cis-aws-foundations-3.0': ['2.1.1'], 'aws-fsbp': ['S3.5'], 'nist-800-53-r5': ['SC-8', 'SC-13'] },
  judge: ({ refusesPlainHttp }) => (refusesPlainHttp ? pass : fail('answers requests over plain HTTP')),
  examples: { pass: [{ refusesPlainHttp: true }], fail: [{ refusesPlainHttp: false }] },
});

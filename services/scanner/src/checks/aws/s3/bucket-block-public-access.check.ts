import { s3Bucket } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const block = { blocksPublicAcls: true, ignoresPublicAcls: true, blocksPublicPolicy: true, restrictsPublicBuckets: true };

export const bucketBlockPublicAccess = check({
  id: 'aws.s3.bucket-block-public-access',
  on: s3Bucket,
  severity: 'high',
  title: 'S3 buckets block public access',
  why: 'With all four settings on, no ACL and no policy can make the bucket public, by mistake or on purpose.',
  fix: 'Turn on all four Block Public Access settings, best for the whole account; serve public content through CloudFront.',
  controls: { 'cis-aws-foundations-3.0': ['2.1.4'], 'aws-fsbp': ['S3.8'], 'nist-800-53-r5': ['AC-3', 'AC-4', 'SC-7'] },
  judge: ({ publicAccessBlock }) => {
    if (publicAccessBlock === null) return fail('has no Block Public Access settings');
    const off = Object.entries(publicAccessBlock).filter(([, isOn]) => !isOn);
    return off.length === 0 ? pass : fail(`${off.length} of the 4 Block Public Access settings are off`);
  },
  examples: {
    pass: [{ publicAccessBlock: block }],
    fail: [{ publicAccessBlock: null }, { publicAccessBlock: { ...block, blocksPublicPolicy: false } }],
  },
});

import { kmsKey } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const keyRotated = check({
  id: 'aws.kms.key-rotated',
  on: kmsKey,
  severity: 'medium',
  title: 'Symmetric KMS keys rotate by themselves',
  why: 'Rotation limits how much data one piece of key material protects, and costs nothing: what is encrypted stays readable.',
  fix: 'Turn on automatic rotation of the key (aws kms enable-key-rotation).',
  controls: { 'cis-aws-foundations-3.0': ['3.6'], 'aws-fsbp': ['KMS.4'], 'nist-800-53-r5': ['SC-12'] },
  judge: ({ state, spec, rotation }) => {
    if (state !== 'Enabled' || spec !== 'SYMMETRIC_DEFAULT' || rotation === null || rotation.isEnabled) return pass;
    return fail('does not rotate');
  },
  examples: {
    pass: [
      { state: 'Enabled', spec: 'SYMMETRIC_DEFAULT', rotation: { isEnabled: true } },
      { state: 'Enabled', spec: 'RSA_2048', rotation: null },
      { state: 'PendingDeletion', spec: 'SYMMETRIC_DEFAULT', rotation: null },
    ],
    fail: [{ state: 'Enabled', spec: 'SYMMETRIC_DEFAULT', rotation: { isEnabled: false } }],
  },
});

import { gcpComputeInstance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { metadata } from './example-metadata.ts';

export const gcpInstanceBlocksProjectSshKeys = check({
  id: 'gcp.compute.instance-blocks-project-ssh-keys',
  on: gcpComputeInstance,
  severity: 'medium',
  title: 'Instances do not take the project’s SSH keys',
  why: 'A key in the project’s metadata opens every instance that takes it: one stolen key, and all of them are open.',
  fix: 'Set block-project-ssh-keys=TRUE in the instance’s metadata; better, use OS Login, which takes no such keys.',
  controls: { 'cis-gcp-foundations-3.0': ['4.3'], 'nist-800-53-r5': ['AC-3', 'IA-5'] },
  // With OS Login on, keys in metadata do not count.
  judge: ({ metadata: { blocksProjectSshKeys, enablesOsLogin }, isClusterNode }) =>
    isClusterNode || blocksProjectSshKeys || enablesOsLogin ? pass : fail('SSH keys of the project open it'),
  examples: {
    pass: [
      { metadata: metadata({ blocksProjectSshKeys: true }), isClusterNode: false },
      { metadata: metadata({ enablesOsLogin: true }), isClusterNode: false },
      { metadata: metadata(), isClusterNode: true },
    ],
    fail: [
      { metadata: metadata(), isClusterNode: false },
      { metadata: metadata({ blocksProjectSshKeys: false }), isClusterNode: false },
    ],
  },
});

import { ec2Instance } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const instanceImdsv2Required = check({
  id: 'aws.ec2.instance-imdsv2-required',
  on: ec2Instance,
  severity: 'high',
  title: 'EC2 instances answer only IMDSv2',
  why:
    'With IMDSv1 a single forged request (SSRF, an open proxy) reads the credentials of the instance role. IMDSv2 asks for a session ' +
    'token first, which such requests cannot get.',
  fix:
    'Set the instance metadata option HttpTokens to "required" (aws ec2 modify-instance-metadata-options), after checking that the ' +
    'software on it uses a current SDK. Make it the default of the account for new instances.',
  controls: { 'cis-aws-foundations-3.0': ['5.6'], 'aws-fsbp': ['EC2.8'], 'nist-800-53-r5': ['AC-3', 'AC-6'] },
  judge: ({ state, metadataService }) => {
    if (state === 'terminated' || !metadataService.isEnabled || metadataService.tokens === 'required') return pass;
    return fail('the metadata service answers IMDSv1 requests');
  },
  examples: {
    pass: [
      { state: 'running', metadataService: { isEnabled: true, tokens: 'required', hopLimit: 1 } },
      { state: 'running', metadataService: { isEnabled: false, tokens: 'optional', hopLimit: 1 } },
    ],
    fail: [{ state: 'stopped', metadataService: { isEnabled: true, tokens: 'optional', hopLimit: 2 } }],
  },
});

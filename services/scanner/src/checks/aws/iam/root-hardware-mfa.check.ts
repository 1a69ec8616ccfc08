import { iamAccountSummary } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const rootHardwareMfa = check({
  id: 'aws.iam.root-hardware-mfa',
  on: iamAccountSummary,
  severity: 'medium',
  title: 'The root user signs in with a hardware MFA device',
  why: 'A virtual device lives on a telephone, with its owner and everything else that is installed on it.',
  fix: 'Register a FIDO2 security key or a hardware token for the root user and remove the virtual device.',
  controls: { 'cis-aws-foundations-3.0': ['1.6'], 'aws-fsbp': ['IAM.6'], 'nist-800-53-r5': ['AC-2', 'IA-2'] },
  judge: ({ rootHasMfa, rootMfaIsVirtual }) => {
    if (!rootHasMfa) return fail('the root user has no MFA device');
    return rootMfaIsVirtual ? fail('the MFA device of the root user is a virtual one') : pass;
  },
  examples: {
    pass: [{ rootHasMfa: true, rootMfaIsVirtual: false }],
    fail: [
      { rootHasMfa: true, rootMfaIsVirtual: true },
      { rootHasMfa: false, rootMfaIsVirtual: false },
    ],
  },
});

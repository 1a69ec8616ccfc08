import { azureVirtualMachine } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const virtualMachineNoPasswordLogin = check({
  id: 'azure.compute.virtual-machine-no-password-login',
  on: azureVirtualMachine,
  severity: 'medium',
  title: 'Linux machines are logged in to with keys, not passwords',
  why: 'Passwords are guessed and reused; a key is neither.',
  fix: 'Create the machine with SSH keys alone (disablePasswordAuthentication), or sign in with Entra ID.',
  controls: { 'nist-800-53-r5': ['IA-2', 'IA-5'] },
  judge: ({ allowsPasswordLogin }) => (allowsPasswordLogin === true ? fail('takes passwords over SSH') : pass),
  examples: { pass: [{ allowsPasswordLogin: false }, { allowsPasswordLogin: null }], fail: [{ allowsPasswordLogin: true }] },
});

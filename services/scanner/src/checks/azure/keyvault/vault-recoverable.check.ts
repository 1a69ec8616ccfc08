import { azureKeyVault } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const keyVaultRecoverable = check({
  id: 'azure.keyvault.vault-recoverable',
  on: azureKeyVault,
  severity: 'high',
  title: 'Key vaults can be recovered after they were deleted',
  why: 'With a key that is gone for good goes all that it encrypted: one mistake, or one intruder, is enough.',
  fix: 'Enable soft delete and purge protection of the vault; neither can be undone.',
  controls: { 'cis-azure-foundations-3.0': ['3.3.5'], 'nist-800-53-r5': ['CP-9', 'SC-12'] },
  judge({ keepsDeletedDays, refusesPurging }) {
    if (keepsDeletedDays === null) return fail('has no soft delete');
    return refusesPurging ? pass : fail('has no purge protection');
  },
  examples: {
    pass: [{ keepsDeletedDays: 90, refusesPurging: true }],
    fail: [
      { keepsDeletedDays: null, refusesPurging: false },
      { keepsDeletedDays: 90, refusesPurging: false },
    ],
  },
});

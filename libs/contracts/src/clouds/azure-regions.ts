import type { CloudRegions } from './cloud-regions.ts';

export const azureRegions: CloudRegions = {
  primary: 'eastus',
  curated: ['eastus', 'eastus2', 'westus2', 'centralus', 'northeurope', 'westeurope', 'uksouth', 'southeastasia'],
  // The names of the public cloud, as ARM's `location` has them; those of Azure Government and of China begin with `usgov`, `usdod` and `china`.
  form: /^(?!usgov|usdod|china)[a-z]{4,20}\d?$/,
  title: 'Azure region',
  example: 'westeurope',
};

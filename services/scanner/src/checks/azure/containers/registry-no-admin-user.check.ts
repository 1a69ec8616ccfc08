import { azureContainerRegistry } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const containerRegistryNoAdminUser = check({
  id: 'azure.containerregistry.registry-no-admin-user',
  on: azureContainerRegistry,
  severity: 'medium',
  title: 'Container registries have no admin user',
  why: 'The admin user is one password for everybody who pushes or pulls, with all rights: nobody can tell who replaced an image.',
  fix: 'Use roles (AcrPull, AcrPush) with managed identities, then disable the admin user.',
  controls: { 'nist-800-53-r5': ['AC-2', 'AC-6'] },
  judge: ({ hasAdminUser }) => (hasAdminUser ? fail('the admin user is enabled') : pass),
  examples: { pass: [{ hasAdminUser: false }], fail: [{ hasAdminUser: true }] },
});

import { azureContainerRegistry } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const containerRegistryNoAnonymousPull = check({
  id: 'azure.containerregistry.registry-no-anonymous-pull',
  on: azureContainerRegistry,
  severity: 'high',
  title: 'Container registries give images to nobody without credentials',
  why: 'Images hold code, configuration and, often enough, secrets: anonymous pull publishes every repository of the registry.',
  fix: 'Disable anonymous pull of the registry.',
  controls: { 'nist-800-53-r5': ['AC-3'] },
  judge: ({ allowsAnonymousPull }) => (allowsAnonymousPull ? fail('anybody may pull its images') : pass),
  examples: { pass: [{ allowsAnonymousPull: false }], fail: [{ allowsAnonymousPull: true }] },
});

import type { Method } from '../call.ts';
import { cloudAssetMethods } from './cloud-asset.ts';
import { containerMethods } from './container.ts';
import { iamCredentialsMethods } from './iam-credentials.ts';
import { iamMethods } from './iam.ts';
import { loggingMethods } from './logging.ts';
import { resourceManagerMethods } from './resource-manager.ts';
import { securityCenterMethods } from './security-center.ts';
import { serviceUsageMethods } from './service-usage.ts';
import { storageMethods } from './storage.ts';

/** Every method that is served. A path of a later entry must not be one of an earlier. */
export const methods: readonly Method[] = [
  ...resourceManagerMethods,
  ...cloudAssetMethods,
  ...securityCenterMethods,
  ...serviceUsageMethods,
  ...iamMethods,
  ...iamCredentialsMethods,
  ...loggingMethods,
  ...containerMethods,
  ...storageMethods,
];

import type { MigrationClass } from '@offload/service-kit';
import { apiKeyEntity } from './api-key/api-key.entity.ts';
import { cloudAccountEntity } from './cloud-account/cloud-account.entity.ts';
import { AddApiKeyLife1764300000000 } from './migrations/add-api-key-life.ts';
import { AddAuditLog1764200000000 } from './migrations/add-audit-log.ts';
import { AddKitConnections1764000000000 } from './migrations/add-kit-connections.ts';
import { AddWebhooks1764400000000 } from './migrations/add-webhooks.ts';
import { CreateAccounts1763900000000 } from './migrations/create-accounts.ts';
import { onboardingKitEntity } from './onboarding-kit/onboarding-kit.entity.ts';
import { tenantEntity } from './tenant/tenant.entity.ts';

export const entities = [apiKeyEntity, cloudAccountEntity, onboardingKitEntity, tenantEntity];

export const migrations: MigrationClass[] = [
  CreateAccounts1763900000000,
  AddKitConnections1764000000000,
  AddAuditLog1764200000000,
  AddApiKeyLife1764300000000,
  AddWebhooks1764400000000,
];

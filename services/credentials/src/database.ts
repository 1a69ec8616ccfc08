import type { MigrationClass } from '@offload/service-kit';
import { connectionTestEntity, credentialEntity } from './credential/credential.entity.ts';
import { AddRotation1764100000000 } from './migrations/add-rotation.ts';
import { AddWebhookSecrets1764400000000 } from './migrations/add-webhook-secrets.ts';
import { CreateCredentials1763900000000 } from './migrations/create-credentials.ts';
import { retiredSecretEntity, successorEntity } from './rotation/rotation.entity.ts';

export const entities = [connectionTestEntity, credentialEntity, retiredSecretEntity, successorEntity];

export const migrations: MigrationClass[] = [CreateCredentials1763900000000, AddRotation1764100000000, AddWebhookSecrets1764400000000];

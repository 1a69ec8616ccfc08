import type { MigrationClass } from '@offload/service-kit';
import { connectionTestEntity, credentialEntity } from './credential/credential.entity.ts';
import { CreateCredentials1763900000000 } from './migrations/create-credentials.ts';

export const entities = [connectionTestEntity, credentialEntity];

export const migrations: MigrationClass[] = [CreateCredentials1763900000000];

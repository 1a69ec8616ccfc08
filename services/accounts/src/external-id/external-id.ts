import { createHmac, randomBytes } from 'node:crypto';
import type { Secret } from '@offload/service-kit';

/** A fresh external ID: 192 random bits, in the characters that AWS allows (`[\w+=,.@:/-]`, 2 to 1,224 of them). */
export const newExternalId = (): string => `offload-${randomBytes(24).toString('base64url')}`;

/** The hash by which external IDs are unique across tenants. Keyed, so that a copy of the table tells nothing. */
export const externalIdHash = (key: Secret, externalId: string): Buffer => createHmac('sha256', key.reveal()).update(externalId).digest();

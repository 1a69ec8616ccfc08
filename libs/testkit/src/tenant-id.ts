import { newId } from '@offload/contracts';

/** The id of a tenant that nobody else has: one a test. */
export const tenantId = (): string => newId();

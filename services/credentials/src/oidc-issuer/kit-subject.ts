import type { InvalidCredentialInput } from '@offload/contracts';
import { randomUUID } from 'node:crypto';

/** The subject of one of this tenant's kits: `offload:<tenant>:<kit>`. For another tenant's, the platform vouches to nobody. */
export const isSubjectOf = (subject: string, tenantId: string): boolean =>
  subject.startsWith(`offload:${tenantId}:`) && /^[\w:-]{1,200}$/.test(subject);

/** A subject in the form of a kit's that belongs to no tenant: whoever lets it in lets every customer of the platform in. */
export const subjectOfNobody = (): string => `offload:${randomUUID()}:${randomUUID()}`;

/** The subject that came is not one of the tenant's. `field`: where the kit was entered, as a path from the input. */
export const unknownKit = (field: string): InvalidCredentialInput => ({
  code: 'UNKNOWN_ONBOARDING_KIT',
  field,
  message: 'There is no such onboarding kit.',
  remedy: 'Create an onboarding kit, apply it, and enter its id.',
});

import type { GcpIamBinding } from '@offload/contracts';

/** A binding, as examples need it. */
export const binding = (role: string, ...members: string[]): GcpIamBinding => ({ role, members, isConditional: false });

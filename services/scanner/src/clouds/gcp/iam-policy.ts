import type { GcpIamBinding } from '@offload/contracts';

/** An IAM policy as Google writes it. */
export interface IamPolicy {
  readonly bindings?: readonly { readonly role?: string; readonly members?: readonly string[]; readonly condition?: object }[];
}

/** Who has which role by a policy. */
export const bindingsOf = (policy: IamPolicy | undefined): GcpIamBinding[] =>
  (policy?.bindings ?? []).map(({ role = '', members = [], condition }) => ({
    role,
    members: [...members],
    isConditional: condition !== undefined,
  }));

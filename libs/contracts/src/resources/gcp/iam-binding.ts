import { z } from 'zod';

/** Who has a role, in an IAM policy. */
export const gcpIamBinding = z.object({
  /** `roles/viewer`, or a custom role's full name. */
  role: z.string(),
  /** `user:…`, `group:…`, `serviceAccount:…`, `domain:…`, `allUsers`, `allAuthenticatedUsers` */
  members: z.array(z.string()),
  /** Whether a condition narrows it. */
  isConditional: z.boolean(),
});
export type GcpIamBinding = z.infer<typeof gcpIamBinding>;

import { z } from 'zod';
import { defineResource } from '../resource.ts';
import { gcpIamBinding } from './iam-binding.ts';

export const gcpResourcemanagerProject = defineResource({
  type: 'gcp.resourcemanager.project',
  provider: 'GCP',
  title: 'Project',
  shape: z.object({
    projectId: z.string(),
    projectNumber: z.string(),
    /** `ACTIVE`, `DELETE_REQUESTED` */
    state: z.string(),
    createdAt: z.string().nullable(),
    /** The folder or organization that it lies in; null: none, or not told. */
    parent: z.object({ kind: z.string(), id: z.string() }).nullable(),
    iamPolicy: z.object({
      bindings: z.array(gcpIamBinding),
      /** Which accesses to data are logged, by service; `allServices` for those not named. */
      auditConfigs: z.array(
        z.object({
          service: z.string(),
          logs: z.array(
            z.object({
              /** `ADMIN_READ`, `DATA_READ`, `DATA_WRITE` */
              logType: z.string(),
              exemptedMembers: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  }),
});

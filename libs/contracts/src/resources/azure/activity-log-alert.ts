import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureActivityLogAlert = defineResource({
  type: 'azure.insights.activity-log-alert',
  provider: 'AZURE',
  title: 'Activity log alert',
  shape: z.object({
    isEnabled: z.boolean(),
    scopes: z.array(z.string()),
    /** All of which an event must meet. */
    conditions: z.array(
      z.object({
        /** `operationName`; null: a choice of conditions. */
        field: z.string().nullable(),
        /** Any of which the field must be. */
        values: z.array(z.string()),
      }),
    ),
    actionGroupIds: z.array(z.string()),
  }),
});

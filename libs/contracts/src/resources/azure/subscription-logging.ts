import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** What becomes of the subscription's activity log: one resource a subscription. */
export const azureSubscriptionLogging = defineResource({
  type: 'azure.insights.subscription-logging',
  provider: 'AZURE',
  title: "Subscription's activity log",
  shape: z.object({
    /** The diagnostic settings that export it. */
    exports: z.array(
      z.object({
        name: z.string(),
        /** Those that are exported: `Administrative`, `Security`, `Alert`, `Policy`, … */
        categories: z.array(z.string()),
        workspaceId: z.string().nullable(),
        storageAccountId: z.string().nullable(),
        goesToEventHub: z.boolean(),
      }),
    ),
    /** Operations that an alert on the whole subscription watches, in lower case: `microsoft.network/networksecuritygroups/write`. */
    watchedOperations: z.array(z.string()),
  }),
});

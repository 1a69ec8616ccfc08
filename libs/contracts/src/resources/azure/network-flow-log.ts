import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureFlowLog = defineResource({
  type: 'azure.network.flow-log',
  provider: 'AZURE',
  title: 'Flow log',
  shape: z.object({
    isEnabled: z.boolean(),
    /** The security group, subnet or network whose traffic is recorded. */
    targetId: z.string(),
    storageId: z.string().nullable(),
    /** null: records are kept for ever. */
    retentionDays: z.int().nullable(),
    /** The Log Analytics workspace that traffic analytics feeds; null: none. */
    analyticsWorkspaceId: z.string().nullable(),
  }),
});

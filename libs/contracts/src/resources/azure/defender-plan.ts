import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureDefenderPlan = defineResource({
  type: 'azure.security.defender-plan',
  provider: 'AZURE',
  title: 'Defender plan',
  shape: z.object({
    /** `VirtualMachines`, `StorageAccounts`, … */
    plan: z.string(),
    isOn: z.boolean(),
    /** `P2`; null: the plan has but one. */
    variant: z.string().nullable(),
  }),
});

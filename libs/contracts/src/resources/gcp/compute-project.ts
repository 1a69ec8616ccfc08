import { z } from 'zod';
import { defineResource } from '../resource.ts';

/** What holds for every instance of a project that does not say otherwise. */
export const gcpComputeProject = defineResource({
  type: 'gcp.compute.project',
  provider: 'GCP',
  title: 'Compute Engine project settings',
  shape: z.object({
    defaultServiceAccount: z.string().nullable(),
    metadata: z.object({
      enablesOsLogin: z.boolean().nullable(),
      enablesSerialPort: z.boolean().nullable(),
      /** Whether SSH keys for every instance are kept here. */
      hasSshKeys: z.boolean(),
      /** The names of the other keys. Their values are never kept. */
      otherKeys: z.array(z.string()),
    }),
    /** `HOST` or `UNSPECIFIED_XPN_PROJECT_STATUS`: whether it shares its networks. */
    sharedVpcStatus: z.string().nullable(),
  }),
});

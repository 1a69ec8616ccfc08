import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpComputeInstance = defineResource({
  type: 'gcp.compute.instance',
  provider: 'GCP',
  title: 'Compute Engine instance',
  shape: z.object({
    instanceId: z.string(),
    machineType: z.string(),
    /** `RUNNING`, `TERMINATED`, `SUSPENDED` … */
    status: z.string(),
    zone: z.string(),
    createdAt: z.string().nullable(),
    /** A node of a GKE cluster: its settings are the cluster's. */
    isClusterNode: z.boolean(),
    networkInterfaces: z.array(
      z.object({
        network: z.string(),
        subnetwork: z.string().nullable(),
        internalIp: z.string().nullable(),
        /** IPv4 and IPv6. */
        externalIps: z.array(z.string()),
      }),
    ),
    canForwardIp: z.boolean(),
    /** null: none, so that programs on it have no access to Google's APIs. */
    serviceAccount: z.object({ email: z.string(), scopes: z.array(z.string()) }).nullable(),
    shieldedVm: z.object({ usesSecureBoot: z.boolean(), usesVtpm: z.boolean(), monitorsIntegrity: z.boolean() }),
    isConfidential: z.boolean(),
    /** What its metadata sets of what Google gives a meaning to; null: not set here, so that the project's counts. */
    metadata: z.object({
      enablesOsLogin: z.boolean().nullable(),
      blocksProjectSshKeys: z.boolean().nullable(),
      enablesSerialPort: z.boolean().nullable(),
      /** The names of the other keys. Their values, startup scripts among them, are never kept. */
      otherKeys: z.array(z.string()),
    }),
    diskNames: z.array(z.string()),
    networkTags: z.array(z.string()),
    isProtectedFromDeletion: z.boolean(),
  }),
});

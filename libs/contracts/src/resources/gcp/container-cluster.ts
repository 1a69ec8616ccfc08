import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const gcpContainerCluster = defineResource({
  type: 'gcp.container.cluster',
  provider: 'GCP',
  title: 'GKE cluster',
  shape: z.object({
    clusterName: z.string(),
    /** A region or a zone. */
    location: z.string(),
    status: z.string(),
    createdAt: z.string().nullable(),
    version: z.string().nullable(),
    /** `RAPID`, `REGULAR`, `STABLE`, `EXTENDED`; null: it upgrades only when told. */
    releaseChannel: z.string().nullable(),
    isAutopilot: z.boolean(),
    network: z.string().nullable(),
    /** The address of the API server. */
    endpoint: z.string().nullable(),
    hasPrivateEndpoint: z.boolean(),
    hasPrivateNodes: z.boolean(),
    /** The ranges that reach the API server; null: everybody does. */
    authorizedNetworks: z.array(z.string()).nullable(),
    /** Whether permissions of before RBAC count. */
    usesLegacyAbac: z.boolean(),
    /** Whether pods take a service account's identity without a key. */
    usesWorkloadIdentity: z.boolean(),
    enforcesNetworkPolicy: z.boolean(),
    /** Whether Kubernetes secrets are encrypted with a key in Cloud KMS, beside the disk's encryption. */
    encryptsSecrets: z.boolean(),
    usesShieldedNodes: z.boolean(),
    enforcesBinaryAuthorization: z.boolean(),
    isLogged: z.boolean(),
    nodePools: z.array(
      z.object({
        poolName: z.string(),
        version: z.string().nullable(),
        serviceAccount: z.string().nullable(),
        imageType: z.string().nullable(),
        isUpgradedAutomatically: z.boolean(),
        isRepairedAutomatically: z.boolean(),
        usesSecureBoot: z.boolean(),
      }),
    ),
  }),
});

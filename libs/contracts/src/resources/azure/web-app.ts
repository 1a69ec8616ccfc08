import { z } from 'zod';
import { defineResource } from '../resource.ts';

export const azureWebApp = defineResource({
  type: 'azure.web.app',
  provider: 'AZURE',
  title: 'App Service app',
  shape: z.object({
    /** `app`, `app,linux`, `functionapp`, … */
    kind: z.string().nullable(),
    state: z.string().nullable(),
    hostNames: z.array(z.string()),
    refusesPlainHttp: z.boolean(),
    requiresClientCertificate: z.boolean(),
    hasManagedIdentity: z.boolean(),
    publicNetworkAccess: z.string(),
    configuration: z.object({
      minimumTlsVersion: z.string().nullable(),
      /** `AllAllowed`, `FtpsOnly`, `Disabled` */
      ftpState: z.string().nullable(),
      usesHttp2: z.boolean(),
      allowsRemoteDebugging: z.boolean(),
      isAlwaysOn: z.boolean(),
      /** `NODE|22-lts`; null on Windows. */
      linuxRuntime: z.string().nullable(),
    }),
  }),
});

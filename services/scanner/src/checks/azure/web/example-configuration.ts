import type { azureWebApp, ResourceOf } from '@offload/contracts';

type Configuration = ResourceOf<typeof azureWebApp>['configuration'];

const configuration: Configuration = {
  minimumTlsVersion: '1.2',
  ftpState: 'Disabled',
  usesHttp2: true,
  allowsRemoteDebugging: false,
  isAlwaysOn: true,
  linuxRuntime: null,
};

/** An example app: as it should be, or what `more` says of its configuration. */
export const appWith = (more: Partial<Configuration> = {}): { configuration: Configuration } => ({ configuration: { ...configuration, ...more } });

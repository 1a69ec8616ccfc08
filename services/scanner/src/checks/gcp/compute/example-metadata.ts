import type { gcpComputeInstance, ResourceOf } from '@offload/contracts';

type Metadata = ResourceOf<typeof gcpComputeInstance>['metadata'];

/** The metadata of an instance, as examples need it. */
export const metadata = (flags: Partial<Metadata> = {}): Metadata => ({
  enablesOsLogin: null,
  blocksProjectSshKeys: null,
  enablesSerialPort: null,
  otherKeys: [],
  ...flags,
});

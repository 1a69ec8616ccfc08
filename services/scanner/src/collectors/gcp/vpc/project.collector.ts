import { gcpComputeProject } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { hasSshKeys, metadataFlag, otherMetadataKeys, type InstanceMetadata } from '../instance-metadata.ts';
import { lastSegment } from '../last-segment.ts';
import { listedByAssets } from '../listed-by-assets.ts';

interface ComputeProjectData {
  readonly name: string;
  readonly defaultServiceAccount: string;
  readonly commonInstanceMetadata: InstanceMetadata;
  readonly xpnProjectStatus: string;
}

export const gcpComputeProjectCollector = collector({
  resource: gcpComputeProject,
  service: 'vpc',
  ...listedByAssets<ComputeProjectData>('compute.googleapis.com/Project'),

  describe: ({ name, data }) => ({
    ref: name,
    name: data.name ?? lastSegment(name),
    fields: {
      defaultServiceAccount: data.defaultServiceAccount ?? null,
      metadata: {
        enablesOsLogin: metadataFlag(data.commonInstanceMetadata, 'enable-oslogin'),
        enablesSerialPort: metadataFlag(data.commonInstanceMetadata, 'serial-port-enable'),
        hasSshKeys: hasSshKeys(data.commonInstanceMetadata),
        otherKeys: otherMetadataKeys(data.commonInstanceMetadata),
      },
      sharedVpcStatus: data.xpnProjectStatus ?? null,
    },
  }),
});

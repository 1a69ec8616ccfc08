import { azureVirtualMachine } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { azureTags, hasManagedIdentity, refOf, refOrNull, refsOf } from '../arm-resource.ts';
import { listedByGraph } from '../listed-by-graph.ts';

interface Disk {
  readonly managedDisk?: { readonly id?: string | null } | null;
}

// Neither the user data nor what `osProfile` says beside the way to log in: customers' secrets live there.
interface Properties {
  readonly vmId?: string | null;
  readonly timeCreated?: string | null;
  readonly hardwareProfile?: { readonly vmSize?: string | null } | null;
  readonly storageProfile?: {
    readonly imageReference?: { readonly publisher?: string | null; readonly offer?: string | null; readonly sku?: string | null } | null;
    readonly osDisk?: (Disk & { readonly osType?: string | null }) | null;
    readonly dataDisks?: readonly Disk[] | null;
  } | null;
  readonly networkProfile?: { readonly networkInterfaces?: readonly { readonly id?: string }[] | null } | null;
  readonly osProfile?: { readonly linuxConfiguration?: { readonly disablePasswordAuthentication?: boolean | null } | null } | null;
  readonly securityProfile?: {
    readonly securityType?: string | null;
    readonly encryptionAtHost?: boolean | null;
    readonly uefiSettings?: { readonly secureBootEnabled?: boolean | null; readonly vTpmEnabled?: boolean | null } | null;
  } | null;
}

export const virtualMachineCollector = collector({
  resource: azureVirtualMachine,
  service: 'compute',
  scope: 'region',
  ...listedByGraph<Properties>('Microsoft.Compute/virtualMachines'),

  describe({ id, name, identity, zones, tags, properties }) {
    const { hardwareProfile, storageProfile, networkProfile, osProfile, securityProfile } = properties;
    const image = storageProfile?.imageReference;
    return {
      ref: refOf(id),
      name,
      tags: azureTags(tags),
      fields: {
        vmId: properties.vmId ?? null,
        size: hardwareProfile?.vmSize ?? null,
        osType: storageProfile?.osDisk?.osType ?? null,
        image: image ? { publisher: image.publisher ?? null, offer: image.offer ?? null, sku: image.sku ?? null } : null,
        createdAt: properties.timeCreated ?? null,
        zones: [...(zones ?? [])],
        osDisk: attachedDisk(storageProfile?.osDisk),
        dataDisks: (storageProfile?.dataDisks ?? []).map(attachedDisk),
        networkInterfaceIds: refsOf(networkProfile?.networkInterfaces),
        allowsPasswordLogin: osProfile?.linuxConfiguration ? osProfile.linuxConfiguration.disablePasswordAuthentication !== true : null,
        securityType: securityProfile?.securityType ?? null,
        hasSecureBoot: securityProfile?.uefiSettings?.secureBootEnabled === true,
        hasVirtualTpm: securityProfile?.uefiSettings?.vTpmEnabled === true,
        encryptsAtHost: securityProfile?.encryptionAtHost === true,
        hasManagedIdentity: hasManagedIdentity(identity),
      },
    };
  },
});

const attachedDisk = (disk: Disk | null | undefined) => ({
  managedDiskId: refOrNull(disk?.managedDisk),
  // A machine that is switched off may not name the disk, but says that it is managed.
  isManaged: Boolean(disk?.managedDisk),
});

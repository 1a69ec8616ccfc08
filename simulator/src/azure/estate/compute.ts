/** Virtual machines and their disks. What people hand to a machine holds secrets. */
import type { Estate } from './estate.ts';
import { guidFrom } from './names.ts';
import { networkInterfaceId } from './network.ts';
import type { ArmResource } from './resource.ts';
import { tagsOf } from './tags.ts';

const sizes = ['Standard_B2s', 'Standard_D2s_v5', 'Standard_D4s_v5', 'Standard_E8s_v5'] as const;
const linux = { publisher: 'canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' };
const windows = { publisher: 'MicrosoftWindowsServer', offer: 'WindowsServer', sku: '2022-datacenter-g2', version: 'latest' };

/** A few machines still have disks that are blobs of a storage account. */
const isManaged = (estate: Estate, location: string, index: number): boolean =>
  !estate.dice('virtual-machine', location, index).chance('blob disks', 0.06);

export function virtualMachineAt(estate: Estate, location: string, index: number): ArmResource {
  const { canary } = estate.options;
  const dice = estate.dice('virtual-machine', location, index);
  const name = estate.nameAt('virtual-machine', location, index);
  const isLinux = dice.chance('linux', 0.75);
  const isTrusted = dice.chance('trusted', 0.65);
  const hasSecret = index === 0 || dice.chance('secret', 0.3);
  const script = `#!/bin/sh\nexport DATABASE_PASSWORD='${canary}'\nexec /opt/app/start\n`;
  return {
    id: estate.idAt('virtual-machine', location, index),
    name,
    location,
    ...(dice.chance('identity', 0.5) && {
      identity: { type: 'SystemAssigned', principalId: guidFrom(dice, 'principal'), tenantId: estate.options.tenantId },
    }),
    ...(dice.chance('zoned', 0.4) && { zones: [String(1 + dice.int('zone', 3))] }),
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      vmId: guidFrom(dice, 'vm id'),
      timeCreated: estate.daysAgo(dice.int('age', 900)),
      hardwareProfile: { vmSize: dice.pick('size', sizes) },
      storageProfile: {
        imageReference: isLinux ? linux : windows,
        osDisk: {
          osType: isLinux ? 'Linux' : 'Windows',
          name: estate.nameAt('disk', location, index),
          createOption: 'FromImage',
          caching: 'ReadWrite',
          ...(isManaged(estate, location, index)
            ? {
                managedDisk: { id: estate.idAt('disk', location, index), storageAccountType: 'Premium_LRS' },
              }
            : {
                vhd: {
                  uri: `https://disks${dice.hex('vhd', 6)}.blob.core.windows.net/vhds/${name}.vhd`,
                },
              }),
        },
        dataDisks: [],
      },
      osProfile: {
        computerName: name,
        adminUsername: 'azureuser',
        ...(isLinux
          ? {
              linuxConfiguration: {
                disablePasswordAuthentication: dice.chance('keys only', 0.7),
                ssh: {
                  publicKeys: [{ path: '/home/azureuser/.ssh/authorized_keys', keyData: `ssh-ed25519 AAAA${dice.hex('ssh', 40)}` }],
                },
              },
            }
          : {
              windowsConfiguration: { provisionVMAgent: true, enableAutomaticUpdates: true },
            }),
        ...(hasSecret && {
          customData: Buffer.from(script).toString('base64'),
          secrets: [{ vaultCertificates: [{ certificateStore: canary }] }],
        }),
      },
      ...(hasSecret && { userData: Buffer.from(script).toString('base64') }),
      networkProfile: { networkInterfaces: [{ id: networkInterfaceId(estate, location, index), properties: { primary: true } }] },
      securityProfile: {
        ...(isTrusted && {
          securityType: dice.chance('confidential', 0.1) ? 'ConfidentialVM' : 'TrustedLaunch',
          uefiSettings: { secureBootEnabled: dice.chance('secure boot', 0.85), vTpmEnabled: dice.chance('tpm', 0.9) },
        }),
        encryptionAtHost: dice.chance('at host', 0.3),
      },
      extended: {
        instanceView: { powerState: { code: dice.chance('running', 0.85) ? 'PowerState/running' : 'PowerState/deallocated' } },
      },
      ...(hasSecret && {
        resources: [
          {
            id: `${estate.idAt('virtual-machine', location, index)}/extensions/setup`,
            name: 'setup',
            properties: {
              publisher: 'Microsoft.Azure.Extensions',
              type: 'CustomScript',
              settings: { commandToExecute: `setup --token ${canary}` },
            },
          },
        ],
      }),
    },
  };
}

/** The first disks are those of the machines, one each; the others hold data, or are forgotten. */
export function diskAt(estate: Estate, location: string, index: number): ArmResource {
  const dice = estate.dice('disk', location, index);
  const machines = estate.generated('virtual-machine', location);
  const isAttached = index < machines && isManaged(estate, location, index);
  const own = dice.pick('encryption', [
    'EncryptionAtRestWithPlatformKey',
    'EncryptionAtRestWithPlatformKey',
    'EncryptionAtRestWithCustomerKey',
    'EncryptionAtRestWithPlatformAndCustomerKeys',
  ]);
  return {
    id: estate.idAt('disk', location, index),
    name: estate.nameAt('disk', location, index),
    location,
    sku: { name: dice.pick('sku', ['Premium_LRS', 'StandardSSD_LRS', 'Standard_LRS']), tier: 'Premium' },
    ...(isAttached && { managedBy: estate.idAt('virtual-machine', location, index) }),
    tags: tagsOf(dice),
    properties: {
      provisioningState: 'Succeeded',
      ...(index < machines && {
        osType: estate.dice('virtual-machine', location, index).chance('linux', 0.75) ? 'Linux' : 'Windows',
      }),
      diskSizeGB: dice.pick('gb', [30, 64, 128, 512]),
      diskState: isAttached ? 'Attached' : 'Unattached',
      timeCreated: estate.daysAgo(dice.int('age', 900)),
      creationData: { createOption: isAttached ? 'FromImage' : 'Empty' },
      encryption: {
        type: own,
        ...(own.includes('Customer') && {
          diskEncryptionSetId: `${estate.scope}/resourceGroups/rg-shared/providers/Microsoft.Compute/diskEncryptionSets/disks`,
        }),
      },
      networkAccessPolicy: dice.pick('policy', ['AllowAll', 'AllowAll', 'AllowPrivate', 'DenyAll']),
      publicNetworkAccess: dice.chance('public', 0.7) ? 'Enabled' : 'Disabled',
      ...(dice.chance('needs identity', 0.35) && { dataAccessAuthMode: 'AzureActiveDirectory' }),
    },
  };
}

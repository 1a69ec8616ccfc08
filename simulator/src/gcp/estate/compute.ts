/** Compute Engine: instances and their disks, as its API describes them. */
import { labelsOf, nameOf } from './labels.ts';
import type { Estate } from './estate.ts';
import type { Resource } from './resource.ts';
import { GLOBAL } from './resource-types.ts';

export const computeUrl = (path: string) => `https://www.googleapis.com/compute/v1/${path}`;

const roles = ['web', 'api', 'worker', 'batch', 'bastion', 'cache', 'gke-node'] as const;
const machineTypes = ['e2-small', 'e2-standard-2', 'e2-standard-4', 'n2-standard-4', 'n2d-standard-8', 'c3-standard-4'] as const;
const images = [
  'https://www.googleapis.com/compute/v1/projects/debian-cloud/global/licenses/debian-12-bookworm',
  'https://www.googleapis.com/compute/v1/projects/ubuntu-os-cloud/global/licenses/ubuntu-2404-lts',
] as const;
const narrowScopes = [
  'https://www.googleapis.com/auth/devstorage.read_only',
  'https://www.googleapis.com/auth/logging.write',
  'https://www.googleapis.com/auth/monitoring.write',
];

export function instanceAt(estate: Estate, region: string, index: number): Resource {
  const { projectId, projectNumber, canary } = estate.options;
  const dice = estate.dice('instance', region, index);
  const role = dice.pick('name', roles);
  const name = nameOf(dice, roles, index);
  const zone = estate.zone(region, index);
  const createTime = estate.daysAgo(dice.int('age', 900));
  const isPublic = dice.chance('public', role === 'bastion' ? 0.8 : 0.25);
  const isDefaultAccount = dice.chance('default account', 0.3);
  const isShielded = dice.chance('shielded', 0.7);
  const metadata: { key: string; value: string }[] = [];
  if (dice.chance('block keys', 0.5)) metadata.push({ key: 'block-project-ssh-keys', value: 'true' });
  if (dice.chance('os login set', 0.3)) metadata.push({ key: 'enable-oslogin', value: dice.chance('os login', 0.7) ? 'TRUE' : 'FALSE' });
  if (dice.chance('serial port', 0.12)) metadata.push({ key: 'serial-port-enable', value: dice.chance('serial one', 0.5) ? '1' : 'true' });
  if (dice.chance('startup script', 0.4) || index === 0)
    metadata.push({ key: 'startup-script', value: `#!/bin/sh\nexport DATABASE_PASSWORD='${canary}'\nexec /opt/app/start\n` });
  if (dice.chance('item', 0.2) || index === 0) metadata.push({ key: 'db-password', value: canary });
  const labels = labelsOf(dice);
  const tags = [role as string, ...(isPublic ? ['public'] : [])];
  const subnetworks = estate.count('subnetwork', region);
  const subnetwork = dice.int('subnetwork', subnetworks);
  const host = `${1 + dice.int('host', 250)}`;
  const network = networkName(networkOf(estate, subnetwork));
  return {
    name: `//compute.googleapis.com/projects/${projectId}/zones/${zone}/instances/${name}`,
    location: zone,
    displayName: name,
    labels,
    networkTags: tags,
    createTime,
    state: dice.chance('running', 0.85) ? 'RUNNING' : 'TERMINATED',
    data: {
      kind: 'compute#instance',
      id: estate.numericId(dice),
      name,
      zone: computeUrl(`projects/${projectId}/zones/${zone}`),
      selfLink: computeUrl(`projects/${projectId}/zones/${zone}/instances/${name}`),
      machineType: computeUrl(`projects/${projectId}/zones/${zone}/machineTypes/${dice.pick('machine', machineTypes)}`),
      status: dice.chance('running', 0.85) ? 'RUNNING' : 'TERMINATED',
      creationTimestamp: createTime,
      cpuPlatform: 'Intel Ice Lake',
      canIpForward: role === 'gke-node' ? true : dice.chance('forward', 0.06),
      deletionProtection: dice.chance('protected', 0.3),
      labels,
      tags: { items: tags, fingerprint: dice.hex('tags', 11) },
      metadata: { kind: 'compute#metadata', fingerprint: dice.hex('metadata', 11), items: metadata },
      networkInterfaces: [
        {
          kind: 'compute#networkInterface',
          name: 'nic0',
          network: computeUrl(`projects/${projectId}/global/networks/${network}`),
          subnetwork: computeUrl(`projects/${projectId}/regions/${region}/subnetworks/${subnetworkName(subnetwork)}`),
          networkIP: `10.${128 + (subnetwork % 64)}.${dice.int('third', 256)}.${host}`,
          stackType: 'IPV4_ONLY',
          ...(isPublic && {
            accessConfigs: [
              {
                kind: 'compute#accessConfig',
                type: 'ONE_TO_ONE_NAT',
                name: 'External NAT',
                natIP: `34.${dice.int('nat a', 200)}.${dice.int('nat b', 256)}.${host}`,
                networkTier: 'PREMIUM',
              },
            ],
          }),
        },
      ],
      disks: [
        {
          kind: 'compute#attachedDisk',
          type: 'PERSISTENT',
          mode: 'READ_WRITE',
          source: computeUrl(`projects/${projectId}/zones/${zone}/disks/${diskName(estate, region, index)}`),
          deviceName: 'persistent-disk-0',
          index: 0,
          boot: true,
          autoDelete: true,
          licenses: [dice.pick('image', images)],
          interface: 'SCSI',
          diskSizeGb: '20',
        },
      ],
      serviceAccounts: dice.chance('no account', 0.1)
        ? []
        : [
            {
              email: isDefaultAccount ? `${projectNumber}-compute@developer.gserviceaccount.com` : `app-0@${projectId}.iam.gserviceaccount.com`,
              scopes: dice.chance('full scope', 0.5) ? ['https://www.googleapis.com/auth/cloud-platform'] : narrowScopes,
            },
          ],
      scheduling: { onHostMaintenance: 'MIGRATE', automaticRestart: true, preemptible: false, provisioningModel: 'STANDARD' },
      shieldedInstanceConfig: {
        enableSecureBoot: isShielded,
        enableVtpm: true,
        enableIntegrityMonitoring: isShielded || dice.chance('integrity', 0.5),
      },
      confidentialInstanceConfig: { enableConfidentialCompute: dice.chance('confidential', 0.1) },
    },
  };
}

export function diskAt(estate: Estate, region: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('disk', region, index);
  const name = diskName(estate, region, index);
  const isBoot = index < estate.count('instance', region);
  const zone = estate.zone(region, index);
  const createTime = estate.daysAgo(dice.int('age', 900));
  const labels = labelsOf(dice);
  const isCustomerKeyed = dice.chance('kms', 0.3);
  return {
    name: `//compute.googleapis.com/projects/${projectId}/zones/${zone}/disks/${name}`,
    location: zone,
    displayName: name,
    labels,
    createTime,
    state: 'READY',
    data: {
      kind: 'compute#disk',
      id: estate.numericId(dice),
      name,
      zone: computeUrl(`projects/${projectId}/zones/${zone}`),
      selfLink: computeUrl(`projects/${projectId}/zones/${zone}/disks/${name}`),
      status: 'READY',
      creationTimestamp: createTime,
      sizeGb: String(dice.pick('size', [20, 50, 100, 500])),
      type: computeUrl(`projects/${projectId}/zones/${zone}/diskTypes/${dice.pick('type', ['pd-balanced', 'pd-ssd', 'pd-standard'])}`),
      physicalBlockSizeBytes: '4096',
      labels,
      ...(isBoot && {
        users: [computeUrl(`projects/${projectId}/zones/${zone}/instances/${nameOf(estate.dice('instance', region, index), roles, index)}`)],
      }),
      ...(isCustomerKeyed && {
        diskEncryptionKey: { kmsKeyName: `projects/${projectId}/locations/${region}/keyRings/main/cryptoKeys/key-0/cryptoKeyVersions/1` },
      }),
    },
  };
}

function diskName(estate: Estate, region: string, index: number): string {
  return index < estate.count('instance', region) ? nameOf(estate.dice('instance', region, index), roles, index) : `data-${index}`;
}

/** Every region has a `default` one. */
export const subnetworkName = (index: number) => (index === 0 ? 'default' : `subnet-${index}`);

export const networkName = (index: number) => (index === 0 ? 'default' : `vpc-${index}`);

/** The index of the network that a subnetwork is of. */
export const networkOf = (estate: Estate, subnetwork: number) => subnetwork % estate.count('network', GLOBAL);

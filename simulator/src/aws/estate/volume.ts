import type { Snapshot, Volume } from '@aws-sdk/client-ec2';
import type { Estate } from './estate.ts';
import { instanceId, isAttached, placementOf } from './instance.ts';
import { tagsOf } from './tags.ts';

function isEncrypted(estate: Estate, region: string, index: number): boolean {
  return estate.dice('volume', region, index).chance('encrypted', 0.62);
}

function keyArnFor(estate: Estate, region: string): string {
  const keys = estate.count('key', region);
  return estate.arn('kms', region, keys > 0 ? `key/${uuid(estate.id('key', region, 0))}` : 'alias/aws/ebs');
}

/** 17 digits of an id as a UUID, for services that name things so. */
export function uuid(digits: string): string {
  const text = digits.padEnd(32, '0');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(12, 15)}-8${text.slice(15, 18)}-${text.slice(18, 30)}`;
}

export function volumeAt(estate: Estate, region: string, index: number): Volume {
  const dice = estate.dice('volume', region, index);
  const instances = estate.count('instance', region);
  const owner = isAttached(estate, region, index) ? index % instances : undefined;
  const created = estate.daysAgo(1 + dice.int('age', 900));
  const encrypted = isEncrypted(estate, region, index);
  return {
    VolumeId: `vol-${estate.id('volume', region, index)}`,
    Size: dice.pick('size', [8, 20, 50, 100, 500]),
    VolumeType: dice.chance('gp2', 0.3) ? 'gp2' : 'gp3',
    Iops: 3000,
    State: owner === undefined ? 'available' : 'in-use',
    AvailabilityZone: owner === undefined ? `${region}a` : placementOf(estate, region, owner).zone,
    Encrypted: encrypted,
    KmsKeyId: encrypted ? keyArnFor(estate, region) : undefined,
    SnapshotId: '',
    MultiAttachEnabled: false,
    CreateTime: created,
    Attachments:
      owner === undefined
        ? []
        : [
            {
              AttachTime: created,
              DeleteOnTermination: index < instances,
              Device: index < instances ? '/dev/xvda' : '/dev/sdf',
              InstanceId: instanceId(estate, region, owner),
              State: 'attached',
              VolumeId: `vol-${estate.id('volume', region, index)}`,
            },
          ],
    Tags: tagsOf(dice, `disk-${index}`),
  };
}

export function snapshotAt(estate: Estate, region: string, index: number): Snapshot {
  const dice = estate.dice('snapshot', region, index);
  const volume = dice.int('volume', Math.max(1, estate.count('volume', region)));
  const encrypted = isEncrypted(estate, region, volume);
  return {
    SnapshotId: `snap-${estate.id('snapshot', region, index)}`,
    VolumeId: `vol-${estate.id('volume', region, volume)}`,
    VolumeSize: 50,
    OwnerId: estate.accountId,
    Description: 'nightly',
    Encrypted: encrypted,
    KmsKeyId: encrypted ? keyArnFor(estate, region) : undefined,
    Progress: '100%',
    StartTime: estate.daysAgo(dice.int('age', 400)),
    State: 'completed',
    StorageTier: 'standard',
    Tags: tagsOf(dice, `snapshot-${index}`),
  };
}

import type {
  DescribeInstanceAttributeCommandInput,
  DescribeInstanceAttributeCommandOutput,
  DescribeInstancesCommandInput,
  DescribeInstancesCommandOutput,
  DescribeSnapshotsCommandInput,
  DescribeSnapshotsCommandOutput,
  DescribeVolumesCommandInput,
  DescribeVolumesCommandOutput,
  TerminateInstancesCommandInput,
  TerminateInstancesCommandOutput,
} from '@aws-sdk/client-ec2';
import type { Call, Handlers, Output } from '../../call.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { ec2List, type Ec2Listing } from './ec2-list.ts';

const instances: Ec2Listing<'instance'> = {
  type: 'instance',
  prefix: 'i-',
  notFound: 'InvalidInstanceID.NotFound',
  noun: 'instance',
  filters: {
    'instance-state-name': (instance) => [instance.State?.Name],
    'instance-id': (instance) => [instance.InstanceId],
    'instance-type': (instance) => [instance.InstanceType],
    'vpc-id': (instance) => [instance.VpcId],
    'subnet-id': (instance) => [instance.SubnetId],
    'instance.group-id': (instance) => (instance.SecurityGroups ?? []).map((group) => group.GroupId),
  },
};

const volumes: Ec2Listing<'volume'> = {
  type: 'volume',
  prefix: 'vol-',
  notFound: 'InvalidVolume.NotFound',
  noun: 'volume',
  maxResults: 1000,
  filters: {
    status: (volume) => [volume.State],
    encrypted: (volume) => [volume.Encrypted],
    'volume-id': (volume) => [volume.VolumeId],
    'attachment.instance-id': (volume) => (volume.Attachments ?? []).map((attachment) => attachment.InstanceId),
  },
};

const snapshots: Ec2Listing<'snapshot'> = {
  type: 'snapshot',
  prefix: 'snap-',
  notFound: 'InvalidSnapshot.NotFound',
  noun: 'snapshot',
  filters: {
    'volume-id': (snapshot) => [snapshot.VolumeId],
    encrypted: (snapshot) => [snapshot.Encrypted],
    'owner-id': (snapshot) => [snapshot.OwnerId],
  },
};

export const ec2InstanceHandlers: Handlers = {
  'ec2:DescribeInstances': (input: DescribeInstancesCommandInput, call: Call): Output<DescribeInstancesCommandOutput> => {
    const { items, next } = ec2List(call, instances, input, input.InstanceIds);
    return {
      Reservations: items.map((instance) => ({
        ReservationId: `r-${instance.InstanceId!.slice(2)}`,
        OwnerId: call.account.accountId,
        Groups: [],
        Instances: [instance],
      })),
      NextToken: next,
    };
  },

  'ec2:DescribeVolumes': (input: DescribeVolumesCommandInput, call: Call): Output<DescribeVolumesCommandOutput> => {
    const { items, next } = ec2List(call, volumes, input, input.VolumeIds);
    return { Volumes: items, NextToken: next };
  },

  // Without an owner AWS lists public snapshots of everybody too; here everybody has none.
  'ec2:DescribeSnapshots': (input: DescribeSnapshotsCommandInput, call: Call): Output<DescribeSnapshotsCommandOutput> => {
    const isOwn = !input.OwnerIds?.length || input.OwnerIds.some((owner) => owner === 'self' || owner === call.account.accountId);
    if (!isOwn) return { Snapshots: [] };
    const { items, next } = ec2List(call, snapshots, input, input.SnapshotIds);
    return { Snapshots: items, NextToken: next };
  },

  // User data is where customers put secrets: it holds the canary, and nobody should ever ask for it.
  'ec2:DescribeInstanceAttribute': (
    input: DescribeInstanceAttributeCommandInput,
    call: Call,
  ): Output<DescribeInstanceAttributeCommandOutput> => {
    const [instance] = ec2List(call, instances, {}, [input.InstanceId ?? '']).items;
    const script = `#!/bin/sh\nexport DATABASE_PASSWORD=${call.estate.options.canary}\n`;
    switch (input.Attribute) {
      case 'userData':
        return { InstanceId: instance!.InstanceId, UserData: { Value: Buffer.from(script).toString('base64') } };
      case 'instanceType':
        return { InstanceId: instance!.InstanceId, InstanceType: { Value: instance!.InstanceType } };
      case 'groupSet':
        return { InstanceId: instance!.InstanceId, Groups: instance!.SecurityGroups };
      default:
        throw new AwsError(400, 'InvalidParameterValue', `The attribute ${input.Attribute} is not valid.`);
    }
  },

  // A write: it works for whoever may, so that a denial proves that the session policy held.
  'ec2:TerminateInstances': (input: TerminateInstancesCommandInput, call: Call): Output<TerminateInstancesCommandOutput> => {
    const doomed = ec2List(call, instances, {}, input.InstanceIds ?? []).items;
    if (input.DryRun) throw new AwsError(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
    for (const { InstanceId } of doomed)
      call.estate.hide('instance', call.region, call.estate.indexOf('instance', call.region, InstanceId!.slice(2))!, true);
    return {
      TerminatingInstances: doomed.map(({ InstanceId, State }) => ({
        InstanceId,
        PreviousState: State,
        CurrentState: { Code: 32, Name: 'shutting-down' },
      })),
    };
  },
};

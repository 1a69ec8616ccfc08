import type { GetResourcesCommandInput, GetResourcesCommandOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import { GLOBAL } from '../estate/counts.ts';
import type { Estate } from '../estate/estate.ts';
import type { ResourceType } from '../estate/resources.ts';
import type { Tag } from '../estate/tags.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

const limits: Limits = {
  default: 50,
  min: 1,
  max: 100,
  invalidLimit: (_name, value) => new AwsError(400, 'InvalidParameterException', `ResourcesPerPage ${value} is not between 1 and 100.`),
  invalidToken: () => new AwsError(400, 'PaginationTokenExpiredException', 'The pagination token is not valid.'),
};

interface Tagged {
  arn: string;
  tags: Tag[];
}

interface TaggedType {
  type: ResourceType;
  /** As ResourceTypeFilters names it: a service, or service and type. */
  name: string;
  read: (estate: Estate, region: string, index: number) => Tagged | undefined;
}

function ec2<T extends 'instance' | 'volume' | 'snapshot' | 'security-group' | 'vpc' | 'subnet'>(
  type: T,
  id: (resource: NonNullable<ReturnType<typeof at<T>>>) => string | undefined,
): TaggedType {
  return {
    type,
    name: `ec2:${type}`,
    read: (estate, region, index) => {
      const resource = at(estate, type, region, index);
      return resource && { arn: estate.arn('ec2', region, `${type}/${id(resource)}`), tags: (resource.Tags ?? []) as Tag[] };
    },
  };
}

function at<T extends ResourceType>(estate: Estate, type: T, region: string, index: number) {
  return estate.at(type, region, index);
}

const taggedTypes: readonly TaggedType[] = [
  ec2('instance', (instance) => instance.InstanceId),
  ec2('volume', (volume) => volume.VolumeId),
  ec2('snapshot', (snapshot) => snapshot.SnapshotId),
  ec2('security-group', (group) => group.GroupId),
  ec2('vpc', (vpc) => vpc.VpcId),
  ec2('subnet', (subnet) => subnet.SubnetId),
  {
    type: 'db-instance',
    name: 'rds:db',
    read: (estate, region, index) => {
      const database = estate.at('db-instance', region, index);
      return database && { arn: database.DBInstanceArn!, tags: (database.TagList ?? []) as Tag[] };
    },
  },
  {
    type: 'function',
    name: 'lambda:function',
    read: (estate, region, index) => {
      const found = estate.at('function', region, index);
      return found && { arn: found.FunctionArn, tags: Object.entries(found.tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  },
  {
    type: 'key',
    name: 'kms:key',
    read: (estate, region, index) => {
      const key = estate.at('key', region, index);
      return key && { arn: key.metadata.Arn, tags: key.tags };
    },
  },
  {
    type: 'bucket',
    name: 's3:bucket',
    read: (estate, region, index) => {
      const bucket = estate.at('bucket', GLOBAL, index);
      return bucket?.region === region ? { arn: `arn:aws:s3:::${bucket.name}`, tags: bucket.tags } : undefined;
    },
  },
];

export const taggingHandlers: Handlers = {
  // Only what carries a tag is listed, which is why this is no inventory.
  'tagging:GetResources': (input: GetResourcesCommandInput, call: Call): Output<GetResourcesCommandOutput> => {
    const { estate, region } = call;
    const filters = input.ResourceTypeFilters ?? [];
    const types = taggedTypes.filter(
      ({ name }) => filters.length === 0 || filters.some((filter) => name === filter || name.startsWith(`${filter}:`)),
    );
    const spans = types.map((tagged) => ({ tagged, count: estate.count(tagged.type, tagged.type === 'bucket' ? GLOBAL : region) }));
    const total = spans.reduce((sum, { count }) => sum + count, 0);
    const list = JSON.stringify([filters, input.TagFilters]);
    const { items, next } = page(call, limits, { token: input.PaginationToken, limit: input.ResourcesPerPage, list }, total, (position) => {
      let index = position;
      for (const { tagged, count } of spans) {
        if (index < count) {
          const resource = tagged.read(estate, region, index);
          return resource && resource.tags.length > 0 && passes(resource.tags, input.TagFilters) ? resource : undefined;
        }
        index -= count;
      }
      return undefined;
    });
    return { ResourceTagMappingList: items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: tags })), PaginationToken: next ?? '' };
  },
};

function passes(tags: Tag[], filters: GetResourcesCommandInput['TagFilters']): boolean {
  return (filters ?? []).every(({ Key, Values }) => tags.some((tag) => tag.Key === Key && (!Values?.length || Values.includes(tag.Value))));
}

import type { Event, Resource } from '@aws-sdk/client-cloudtrail';
import type { ChangeLog, CloudChange } from '../change-log.ts';
import type { AwsSession } from './aws-session.ts';

/**
 * The event history of CloudTrail: management events, which every account keeps without a trail. Resources of kinds that the platform does not keep are left
 * out. CloudTrail answers two requests a second.
 */
export const awsChangeLog: ChangeLog<AwsSession> = {
  service: 'cloudtrail',
  scope: 'region',
  actions: ['cloudtrail:LookupEvents'],
  keptForDays: 90,
  latestArrivalMinutes: 15,

  async *pages({ session, from, to }) {
    const { CloudTrailClient, paginateLookupEvents } = await import('@aws-sdk/client-cloudtrail');
    const client = session.client(CloudTrailClient);
    const events = { StartTime: from, EndTime: to, LookupAttributes: [{ AttributeKey: 'ReadOnly' as const, AttributeValue: 'false' }] };
    for await (const { Events = [] } of paginateLookupEvents({ client, pageSize: 50 }, events)) {
      yield Events.flatMap((event) => changesOf(event, session));
    }
  },
};

function changesOf(event: Event, session: AwsSession): CloudChange[] {
  const { EventName, EventSource, EventTime, Resources = [] } = event;
  if (!EventName || !EventSource || !EventTime || changesNothing.has(EventSource) || hasFailed(event)) return [];
  const refs = new Set(Resources.map((resource) => arnOf(resource, session)).filter((arn) => arn !== null));
  return [...refs].map((resourceRef) => ({
    at: EventTime,
    action: `${EventSource.replace(/\.amazonaws\.com$/, '')}:${EventName}`,
    resourceRef,
    kind: isDeletion(EventName, resourceRef) ? 'deleted' : 'created-or-changed',
  }));
}

/** Who signs in writes, as CloudTrail sees it. */
const changesNothing = new Set(['signin.amazonaws.com', 'sts.amazonaws.com']);

/** Only the event's own text says whether it failed. Nothing else of it is read: it holds what customers keep secret. */
function hasFailed({ CloudTrailEvent }: Event): boolean {
  if (CloudTrailEvent === undefined) return false;
  try {
    return (JSON.parse(CloudTrailEvent) as { errorCode?: unknown }).errorCode !== undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** What deletes the resource of a kind; `DeleteBucketPolicy` deletes a bucket's policy, not the bucket. */
const deletions: readonly (readonly [arn: RegExp, eventName: RegExp])[] = [
  [/^arn:aws:ec2:.*:instance\//, /^TerminateInstances$/],
  [/^arn:aws:ec2:.*:volume\//, /^DeleteVolume$/],
  [/^arn:aws:ec2:.*:security-group\//, /^DeleteSecurityGroup$/],
  [/^arn:aws:ec2:.*:vpc\//, /^DeleteVpc$/],
  [/^arn:aws:s3:::/, /^DeleteBucket$/],
  [/^arn:aws:rds:.*:db:/, /^DeleteDBInstance$/],
  // Lambda's events carry the version of its API: DeleteFunction20150331.
  [/^arn:aws:lambda:.*:function:/, /^DeleteFunction(?:\d{8})?$/],
  [/^arn:aws:iam::.*:user\//, /^DeleteUser$/],
  [/^arn:aws:iam::.*:role\//, /^DeleteRole$/],
  [/^arn:aws:iam::.*:policy\//, /^DeletePolicy$/],
  [/^arn:aws:cloudtrail:.*:trail\//, /^DeleteTrail$/],
];

const isDeletion = (eventName: string, arn: string): boolean => deletions.some(([ofKind, deletes]) => ofKind.test(arn) && deletes.test(eventName));

type Naming = (name: string, session: AwsSession) => string;
const regional =
  (service: string, prefix: string): Naming =>
  (name, { region, accountId }) =>
    `arn:aws:${service}:${region}:${accountId}:${prefix}${name}`;
const ofIam =
  (prefix: string): Naming =>
  (name, { accountId }) =>
    `arn:aws:iam::${accountId}:${prefix}${name}`;

/** How ARNs are made of the names that CloudTrail has for the resources which the platform keeps. */
const namings: Readonly<Record<string, Naming>> = {
  'AWS::EC2::Instance': regional('ec2', 'instance/'),
  'AWS::EC2::Volume': regional('ec2', 'volume/'),
  'AWS::EC2::SecurityGroup': regional('ec2', 'security-group/'),
  'AWS::EC2::VPC': regional('ec2', 'vpc/'),
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::RDS::DBInstance': regional('rds', 'db:'),
  'AWS::Lambda::Function': regional('lambda', 'function:'),
  'AWS::KMS::Key': regional('kms', 'key/'),
  'AWS::CloudTrail::Trail': regional('cloudtrail', 'trail/'),
  'AWS::IAM::User': ofIam('user/'),
  'AWS::IAM::Role': ofIam('role/'),
  'AWS::IAM::Policy': ofIam('policy/'),
};

/** CloudTrail names a resource by its ARN, its id or its name; null for a kind that the platform does not keep. */
function arnOf({ ResourceType, ResourceName }: Resource, session: AwsSession): string | null {
  const naming = namings[ResourceType ?? ''];
  if (!naming || !ResourceName) return null;
  return ResourceName.startsWith('arn:') ? ResourceName : naming(ResourceName, session);
}

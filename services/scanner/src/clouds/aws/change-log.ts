import type { Event, Resource } from '@aws-sdk/client-cloudtrail';
import { untilAborted } from '../../collector/until-aborted.ts';
import type { ChangesOptions, CloudChange } from '../cloud-change.ts';
import type { AwsSession } from './aws-session.ts';

/** What reading the change log takes. */
export const awsChangeLogActions: readonly string[] = ['cloudtrail:LookupEvents'];

/**
 * What was changed in an account's region since a moment, the latest first, as CloudTrail gives it: management events of the last 90 days, which every account
 * keeps without a trail. What failed is left out, and so are resources of kinds that the platform does not keep. An event may come fifteen minutes late, and
 * CloudTrail answers two requests a second. Account-wide services are in the log of us-east-1. Rejects as the SDK does, and with the signal's reason once it
 * aborts.
 */
export async function* awsChanges({ session, since, signal }: ChangesOptions<AwsSession>): AsyncGenerator<CloudChange> {
  const { CloudTrailClient, paginateLookupEvents } = await import('@aws-sdk/client-cloudtrail');
  const client = session.client(CloudTrailClient);
  const pages = paginateLookupEvents(
    { client, pageSize: 50 },
    { StartTime: since, LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }] },
  );
  for (;;) {
    const turn = await untilAborted(pages.next(), signal);
    if (turn.done) return;
    for (const event of turn.value.Events ?? []) yield* changesOf(event, session);
  }
}

function changesOf(event: Event, session: AwsSession): CloudChange[] {
  const { EventName, EventSource, EventTime, Resources = [] } = event;
  if (!EventName || !EventSource || !EventTime || hasFailed(event)) return [];
  const refs = new Set(Resources.map((resource) => arnOf(resource, session)).filter((arn) => arn !== null));
  return [...refs].map((resourceRef) => ({
    at: EventTime,
    action: `${EventSource.replace(/\.amazonaws\.com$/, '')}:${EventName}`,
    resourceRef,
    kind: isDeletion(EventName, resourceRef) ? 'deleted' : 'created-or-changed',
  }));
}

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

const isDeletion = (eventName: string, arn: string): boolean =>
  deletions.some(([ofKind, deletes]) => ofKind.test(arn) && deletes.test(eventName));

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

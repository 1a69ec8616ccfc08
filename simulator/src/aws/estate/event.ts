import type { Event } from '@aws-sdk/client-cloudtrail';
import type { Estate } from './estate.ts';
import { instanceId } from './instance.ts';

const kinds = [
  ['RunInstances', 'ec2.amazonaws.com', 'AWS::EC2::Instance'],
  ['AuthorizeSecurityGroupIngress', 'ec2.amazonaws.com', 'AWS::EC2::SecurityGroup'],
  ['PutBucketPolicy', 's3.amazonaws.com', 'AWS::S3::Bucket'],
  ['UpdateFunctionConfiguration20150331v2', 'lambda.amazonaws.com', 'AWS::Lambda::Function'],
  ['ModifyDBInstance', 'rds.amazonaws.com', 'AWS::RDS::DBInstance'],
  ['ConsoleLogin', 'signin.amazonaws.com', 'AWS::IAM::User'],
] as const;

const WINDOW_DAYS = 90;

/** Management event i of a region, newest first, spread evenly over the 90 days that CloudTrail keeps. */
export function eventAt(estate: Estate, region: string, index: number): Event {
  const dice = estate.dice('event', region, index);
  const [name, source, resourceType] = dice.pick('kind', kinds);
  const time = estate.daysAgo(((index + dice.real('jitter') * 0.9) / Math.max(1, estate.count('event', region))) * WINDOW_DAYS);
  const eventId = `${dice.hex('id', 8)}-0000-4000-8000-${dice.hex('id tail', 12)}`;
  const resourceName = resourceNameOf();
  const userName = estate.at('user', 'global', dice.int('user', Math.max(1, estate.count('user', 'global'))))?.name ?? 'root';
  return {
    EventId: eventId,
    EventName: name,
    ReadOnly: 'false',
    EventTime: time,
    EventSource: source,
    Username: userName,
    Resources: [{ ResourceType: resourceType, ResourceName: resourceName }],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      eventID: eventId,
      eventName: name,
      eventSource: source,
      eventTime: time.toISOString(),
      awsRegion: region,
      recipientAccountId: estate.accountId,
      userIdentity: { type: 'IAMUser', userName, accountId: estate.accountId },
      requestParameters: { resource: resourceName, userData: estate.options.canary },
      readOnly: false,
    }),
  };

  function resourceNameOf(): string {
    const roll = (count: number) => dice.int('resource', Math.max(1, count));
    switch (name) {
      case 'RunInstances':
        return instanceId(estate, region, roll(estate.count('instance', region)));
      case 'AuthorizeSecurityGroupIngress':
        return `sg-${estate.id('security-group', region, roll(estate.count('security-group', region)))}`;
      case 'PutBucketPolicy':
        return estate.at('bucket', 'global', roll(estate.count('bucket', 'global')))?.name ?? 'deleted';
      case 'UpdateFunctionConfiguration20150331v2':
        return estate.at('function', region, roll(estate.count('function', region)))?.FunctionName ?? 'deleted';
      case 'ModifyDBInstance':
        return estate.at('db-instance', region, roll(estate.count('db-instance', region)))?.DBInstanceIdentifier ?? 'deleted';
      default:
        return 'console';
    }
  }
}

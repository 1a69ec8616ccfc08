import type {
  DescribeTrailsCommandInput,
  DescribeTrailsCommandOutput,
  Event,
  GetEventSelectorsCommandInput,
  GetEventSelectorsCommandOutput,
  GetTrailStatusCommandInput,
  GetTrailStatusCommandOutput,
  LookupEventsCommandInput,
  LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import type { Resources } from '../estate/resources.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

type TrailRecord = Resources['trail'];

const limits: Limits = {
  default: 50,
  min: 1,
  max: 50,
  invalidLimit: () => new AwsError(400, 'InvalidMaxResultsException', 'Invalid Max Results value.'),
  invalidToken: () => new AwsError(400, 'InvalidNextTokenException', 'Invalid nextToken.'),
};

export const cloudtrailHandlers: Handlers = {
  // Not paged. Trails of other regions that cover this one are shown as their shadows, unless the caller declines.
  'cloudtrail:DescribeTrails': (input: DescribeTrailsCommandInput, call: Call): Output<DescribeTrailsCommandOutput> => {
    const seen = trailsSeenFrom(call).filter((trail) => trail.HomeRegion === call.region || input.includeShadowTrails !== false);
    const wanted = input.trailNameList ?? [];
    const trails = wanted.length === 0 ? seen : seen.filter((trail) => wanted.includes(trail.Name!) || wanted.includes(trail.TrailARN!));
    return { trailList: trails.map(({ isLogging: _isLogging, ...trail }) => trail) };
  },

  'cloudtrail:GetTrailStatus': (input: GetTrailStatusCommandInput, call: Call): Output<GetTrailStatusCommandOutput> => {
    const { isLogging } = requireTrail(input.Name, call);
    return {
      IsLogging: isLogging,
      ...(isLogging
        ? { LatestDeliveryTime: call.estate.daysAgo(0), StartLoggingTime: call.estate.daysAgo(400) }
        : { StopLoggingTime: call.estate.daysAgo(60) }),
    };
  },

  'cloudtrail:GetEventSelectors': (input: GetEventSelectorsCommandInput, call: Call): Output<GetEventSelectorsCommandOutput> => {
    const trail = requireTrail(input.TrailName, call);
    return {
      TrailARN: trail.TrailARN,
      EventSelectors: [
        {
          ReadWriteType: 'All',
          IncludeManagementEvents: true,
          DataResources: trail.HasCustomEventSelectors ? [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] : [],
          ExcludeManagementEventSources: [],
        },
      ],
    };
  },

  'cloudtrail:LookupEvents': (input: LookupEventsCommandInput, call: Call): Output<LookupEventsCommandOutput> => {
    const { LookupAttributes = [], StartTime, EndTime, MaxResults, NextToken } = input;
    if (LookupAttributes.length > 1)
      throw new AwsError(400, 'InvalidLookupAttributesException', 'You can only specify one lookup attribute.');
    if (StartTime && EndTime && StartTime > EndTime)
      throw new AwsError(400, 'InvalidTimeRangeException', 'StartTime is greater than EndTime.');
    const [attribute] = LookupAttributes;
    const isWanted = (event: Event) =>
      (!StartTime || event.EventTime! >= StartTime) &&
      (!EndTime || event.EventTime! <= EndTime) &&
      (!attribute || attributeOf(event, attribute.AttributeKey).includes(attribute.AttributeValue ?? ''));
    const list = JSON.stringify([LookupAttributes, StartTime, EndTime]);
    const { items, next } = page(
      call,
      limits,
      { token: NextToken, limit: MaxResults, list },
      call.estate.count('event', call.region),
      (index) => {
        const event = call.estate.at('event', call.region, index);
        return event && isWanted(event) ? event : undefined;
      },
    );
    return { Events: items, NextToken: next };
  },
};

function attributeOf(event: Event, key: string | undefined): (string | undefined)[] {
  switch (key) {
    case 'EventId':
      return [event.EventId];
    case 'EventName':
      return [event.EventName];
    case 'EventSource':
      return [event.EventSource];
    case 'ReadOnly':
      return [event.ReadOnly];
    case 'Username':
      return [event.Username];
    case 'AccessKeyId':
      return [event.AccessKeyId];
    case 'ResourceName':
      return (event.Resources ?? []).map(({ ResourceName }) => ResourceName);
    case 'ResourceType':
      return (event.Resources ?? []).map(({ ResourceType }) => ResourceType);
    default:
      throw new AwsError(400, 'InvalidLookupAttributesException', `Unknown attribute key: ${key}.`);
  }
}

/** Trails at home in the region, and those of other regions that cover all. */
function trailsSeenFrom({ estate, region }: Call): TrailRecord[] {
  return estate.regions.flatMap((home) =>
    Array.from({ length: estate.count('trail', home) }, (_, index) => estate.at('trail', home, index))
      .filter((trail) => trail !== undefined)
      .filter((trail) => home === region || trail.IsMultiRegionTrail),
  );
}

function requireTrail(nameOrArn: string | undefined, call: Call): TrailRecord {
  const trail = trailsSeenFrom(call).find(({ Name, TrailARN }) => TrailARN === nameOrArn || Name === nameOrArn);
  if (!trail) throw new AwsError(400, 'TrailNotFoundException', `Unknown trail: ${nameOrArn} for the user: ${call.account.accountId}`);
  return trail;
}

import type { Filter } from '@aws-sdk/client-ec2';
import type { Resources, ResourceType } from '../../estate/resources.ts';
import type { Call } from '../../call.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { page, type Limits, type Page } from '../page.ts';
import { filterBy, type FilterFields } from './filters.ts';

export interface Ec2Listing<T extends ResourceType> {
  type: T;
  /** `i-`, and what the id is called in errors: `InvalidInstanceID.NotFound`. */
  prefix: string;
  notFound: string;
  noun: string;
  maxResults?: number;
  filters: FilterFields<Resources[T]>;
}

interface Ec2Input {
  Filters?: Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

const limitsOf = (max: number): Limits => ({
  default: max,
  min: 5,
  max,
  isCapped: true,
  invalidLimit: (_name, value) =>
    new AwsError(400, 'InvalidParameterValue', `Value ( ${value} ) for parameter maxResults is invalid. Expecting a value greater than 5.`),
  invalidToken: () => new AwsError(400, 'InvalidParameterValue', 'Unable to parse pagination token'),
});

/** A page of a region's resources: by ids (all of which must exist), or all that pass the filters. */
export function ec2List<T extends ResourceType>(
  call: Call,
  listing: Ec2Listing<T>,
  input: Ec2Input,
  ids: readonly string[] | undefined,
): Page<Resources[T]> {
  const { type } = listing;
  const { estate, region } = call;
  const passes = filterBy<Resources[T] & object>(input.Filters, listing.filters as FilterFields<Resources[T] & object>);
  if (ids?.length) {
    if (input.MaxResults !== undefined) {
      throw new AwsError(
        400,
        'InvalidParameterCombination',
        `The parameter ${listing.noun}sSet cannot be used with the parameter maxResults`,
      );
    }
    const items = ids.map((id) => {
      if (!new RegExp(`^${listing.prefix}[0-9a-f]{8,17}$`).test(id))
        throw new AwsError(400, listing.notFound.replace('.NotFound', '.Malformed'), `Invalid id: "${id}"`);
      const index = estate.indexOf(type, region, id.slice(listing.prefix.length));
      const item = index === undefined ? undefined : estate.at(type, region, index);
      if (item === undefined) throw new AwsError(400, listing.notFound, `The ${listing.noun} ID '${id}' does not exist`);
      return item;
    });
    return { items: items.filter(passes), next: undefined };
  }
  const list = input.Filters?.length ? JSON.stringify(input.Filters) : '';
  return page(
    call,
    limitsOf(listing.maxResults ?? 1000),
    { token: input.NextToken, limit: input.MaxResults, list },
    estate.count(type, region),
    (index) => {
      const item = estate.at(type, region, index);
      return item !== undefined && passes(item) ? item : undefined;
    },
  );
}

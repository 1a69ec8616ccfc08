import type { Filter } from '@aws-sdk/client-ec2';
import { patternMatcher } from '../../iam/wildcard.ts';
import { AwsError } from '../../wire/aws-error.ts';

interface Tagged {
  Tags?: { Key?: string | undefined; Value?: string | undefined }[] | undefined;
}

/** What a filter looks at: the values of a resource under the filter's name. */
export type FilterFields<T> = Record<string, (resource: T) => (string | boolean | undefined)[]>;

/**
 * A test for resources that pass every filter (values of one are alternatives, `*` and `?` wildcards). An unknown filter is refused,
 * never ignored.
 */
export function filterBy<T extends Tagged>(filters: readonly Filter[] | undefined, fields: FilterFields<T>): (resource: T) => boolean {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const read = Name.startsWith('tag:')
      ? (resource: T) => (resource.Tags ?? []).filter((tag) => tag.Key === Name.slice(4)).map((tag) => tag.Value)
      : Name === 'tag-key'
        ? (resource: T) => (resource.Tags ?? []).map((tag) => tag.Key)
        : fields[Name];
    if (!read) throw new AwsError(400, 'InvalidParameterValue', `The filter '${Name}' is invalid`);
    const matches = patternMatcher(Values, true);
    return (resource: T) => read(resource).some((value) => value !== undefined && matches(String(value)));
  });
  return (resource) => tests.every((test) => test(resource));
}

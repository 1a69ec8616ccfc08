import type { Call } from '../../call.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { page, type Limits } from '../page.ts';

const limits: Limits = {
  default: 100,
  min: 1,
  max: 1000,
  invalidLimit: (_name, value) =>
    new AwsError(
      400,
      'ValidationError',
      `1 validation error detected: Value '${value}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`,
    ),
  invalidToken: () => new AwsError(400, 'ValidationError', 'Invalid Marker.'),
};

/** The paging members that every IAM list has, in its input and in its output. */
export interface IamPaging {
  Marker?: string | undefined;
  MaxItems?: number | undefined;
}

export function iamPage<T>(
  call: Call,
  input: IamPaging,
  count: number,
  at: (index: number) => T | undefined,
  list?: string,
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const { items, next } = page(
    call,
    limits,
    { token: input.Marker, limit: input.MaxItems, ...(list === undefined ? {} : { list }) },
    count,
    at,
  );
  return { items, IsTruncated: next !== undefined, ...(next === undefined ? {} : { Marker: next }) };
}

/** A page of a list that is at hand. */
export function iamList<T>(call: Call, input: IamPaging, list: readonly T[], name: string) {
  return iamPage(call, input, list.length, (index) => list[index], name);
}

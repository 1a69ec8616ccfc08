import type {
  DescribeKeyCommandInput,
  DescribeKeyCommandOutput,
  GetKeyRotationStatusCommandInput,
  GetKeyRotationStatusCommandOutput,
  ListAliasesCommandInput,
  ListAliasesCommandOutput,
  ListKeysCommandInput,
  ListKeysCommandOutput,
  ListResourceTagsCommandInput,
  ListResourceTagsCommandOutput,
} from '@aws-sdk/client-kms';
import type { KeyRecord } from '../estate/key.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits, type Page } from './page.ts';

const limitsOf = (byDefault: number, max: number): Limits => ({
  default: byDefault,
  min: 1,
  max,
  invalidLimit: (_name, value) =>
    new AwsError(
      400,
      'ValidationException',
      `1 validation error detected: Value '${value}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${max}`,
    ),
  invalidToken: () => new AwsError(400, 'InvalidMarkerException', 'The marker is not valid.'),
});

function truncated<T>({ items, next }: Page<T>) {
  return { items, more: { Truncated: next !== undefined, ...(next === undefined ? {} : { NextMarker: next }) } };
}

export const kmsHandlers: Handlers = {
  'kms:ListKeys': (input: ListKeysCommandInput, call: Call): Output<ListKeysCommandOutput> => {
    const { items, more } = truncated(
      page(call, limitsOf(100, 1000), { token: input.Marker, limit: input.Limit }, call.estate.count('key', call.region), (index) =>
        keyAt(call, index),
      ),
    );
    return { Keys: items.map(({ metadata }) => ({ KeyId: metadata.KeyId, KeyArn: metadata.Arn })), ...more };
  },

  'kms:DescribeKey': (input: DescribeKeyCommandInput, call: Call): Output<DescribeKeyCommandOutput> => ({
    KeyMetadata: requireKey(input.KeyId, call).metadata,
  }),

  'kms:GetKeyRotationStatus': (input: GetKeyRotationStatusCommandInput, call: Call): Output<GetKeyRotationStatusCommandOutput> => {
    const { metadata, isRotationEnabled } = requireKey(input.KeyId, call);
    if (metadata.KeySpec !== 'SYMMETRIC_DEFAULT')
      throw new AwsError(400, 'UnsupportedOperationException', 'This operation is not supported for asymmetric KMS keys.');
    return { KeyId: metadata.Arn, KeyRotationEnabled: isRotationEnabled, ...(isRotationEnabled ? { RotationPeriodInDays: 365 } : {}) };
  },

  'kms:ListAliases': (input: ListAliasesCommandInput, call: Call): Output<ListAliasesCommandOutput> => {
    const only = input.KeyId === undefined ? undefined : requireKey(input.KeyId, call).metadata.KeyId;
    const request = { token: input.Marker, limit: input.Limit, list: only ?? '' };
    const { items, more } = truncated(
      page(call, limitsOf(50, 100), request, call.estate.count('key', call.region), (index) => {
        const key = keyAt(call, index);
        return key?.alias !== undefined && (only ?? key.metadata.KeyId) === key.metadata.KeyId ? key : undefined;
      }),
    );
    return {
      Aliases: items.map(({ alias, metadata }) => ({
        AliasName: alias,
        AliasArn: call.estate.arn('kms', call.region, alias!),
        TargetKeyId: metadata.KeyId,
        CreationDate: metadata.CreationDate,
      })),
      ...more,
    };
  },

  'kms:ListResourceTags': (input: ListResourceTagsCommandInput, call: Call): Output<ListResourceTagsCommandOutput> => {
    const { tags, metadata } = requireKey(input.KeyId, call);
    if (metadata.KeyManager === 'AWS')
      throw new AwsError(
        400,
        'AccessDeniedException',
        `User: ${call.caller.arn} is not authorized to perform: kms:ListResourceTags on resource: ${metadata.Arn} ` +
          'because no resource-based policy allows the kms:ListResourceTags action',
      );
    const { items, more } = truncated(
      page(call, limitsOf(50, 50), { token: input.Marker, limit: input.Limit, list: metadata.KeyId }, tags.length, (index) => tags[index]),
    );
    return { Tags: items.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })), ...more };
  },
};

function keyAt({ estate, region }: Call, index: number): KeyRecord | undefined {
  return estate.at('key', region, index);
}

/** By id, ARN or alias. Throws NotFoundException. */
function requireKey(wanted: string | undefined, call: Call): KeyRecord {
  const { estate, region } = call;
  const name = (wanted ?? '').replace(/^arn:aws:kms:[^:]*:\d*:(key\/)?/, '');
  let found: KeyRecord | undefined;
  if (name.startsWith('alias/')) {
    for (let index = 0; index < estate.count('key', region) && !found; index++) {
      const key = keyAt(call, index);
      if (key?.alias === name) found = key;
    }
  } else {
    // Undoes the UUID form: the version and variant digits stand at fixed places.
    const digits = name.replace(/^(\w{8})-(\w{4})-4(\w{3})-8(\w{2}).*$/, '$1$2$3$4');
    const index = estate.indexOf('key', region, digits);
    const key = index === undefined ? undefined : keyAt(call, index);
    if (key?.metadata.KeyId === name) found = key;
  }
  if (!found) throw new AwsError(400, 'NotFoundException', `Key '${estate.arn('kms', region, `key/${name}`)}' does not exist`);
  return found;
}

import type { Tags } from '../../collector/collector.ts';

const noTags: Tags = Object.freeze({});

/** Tags as AWS lists them, `[{ Key, Value }]`, as a record. */
export function awsTags(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  if (list === undefined || list.length === 0) return noTags;
  const tags: Record<string, string> = {};
  for (const { Key, Value } of list) {
    if (Key !== undefined) tags[Key] = Value ?? '';
  }
  return tags;
}

/** What EC2 shows as the name of a resource: its tag `Name`; null when there is none. */
export const nameOf = (tags: Tags): string | null => tags['Name'] || null;

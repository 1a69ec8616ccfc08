import { gcpBigqueryDataset } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { listedByAssets } from '../listed-by-assets.ts';

/** One entry of a dataset's access list: a role, and one of the rest. Views, routines and datasets are let in without a role. */
interface AccessEntry {
  readonly role?: string;
  readonly userByEmail?: string;
  readonly groupByEmail?: string;
  readonly domain?: string;
  /** `projectOwners`, `projectReaders`, `projectWriters`, `allAuthenticatedUsers` */
  readonly specialGroup?: string;
  /** `allUsers`, or a member as IAM writes it. */
  readonly iamMember?: string;
}

interface DatasetData {
  readonly datasetReference: { readonly datasetId?: string };
  readonly location: string;
  /** Milliseconds since 1970. */
  readonly creationTime: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly access: readonly AccessEntry[];
  readonly defaultEncryptionConfiguration: { readonly kmsKeyName?: string };
}

export const gcpDatasetCollector = collector({
  resource: gcpBigqueryDataset,
  service: 'bigquery',
  ...listedByAssets<DatasetData>('bigquery.googleapis.com/Dataset'),

  describe({ name, location, data }) {
    return {
      ref: name,
      name: data.datasetReference?.datasetId ?? lastSegment(name),
      tags: data.labels ?? {},
      fields: {
        datasetId: data.datasetReference?.datasetId,
        location: data.location ?? location ?? undefined,
        createdAt: data.creationTime === undefined ? null : new Date(Number(data.creationTime)).toISOString(),
        access: (data.access ?? []).flatMap((entry) => {
          const member = memberOf(entry);
          return member === undefined ? [] : [{ role: entry.role ?? '', member }];
        }),
        defaultKmsKey: data.defaultEncryptionConfiguration?.kmsKeyName ?? null,
      },
    };
  },
});

function memberOf({ userByEmail, groupByEmail, domain, specialGroup, iamMember }: AccessEntry): string | undefined {
  if (userByEmail !== undefined) return `user:${userByEmail}`;
  if (groupByEmail !== undefined) return `group:${groupByEmail}`;
  if (domain !== undefined) return `domain:${domain}`;
  return specialGroup ?? iamMember;
}

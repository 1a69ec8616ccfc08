import { gcpComputeDisk, type ResourceOf } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { searchedInAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

interface DiskData {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeGb: string;
  readonly status: string;
  readonly zone: string;
  readonly region: string;
  readonly creationTimestamp: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Without `kmsKeyName`: a key that the customer supplied, of which Google keeps the hash alone. */
  readonly diskEncryptionKey: { readonly kmsKeyName?: string };
  readonly users: readonly string[];
}

export const gcpDiskCollector = collector({
  resource: gcpComputeDisk,
  service: 'compute',
  ...searchedInAssets<DiskData>('compute.googleapis.com/Disk'),

  describe({ name, location, data }) {
    return {
      ref: name,
      name: data.name ?? lastSegment(name),
      tags: data.labels ?? {},
      fields: {
        diskId: data.id,
        location: lastSegment(data.zone ?? data.region) ?? location ?? undefined,
        diskType: lastSegment(data.type),
        sizeGb: data.sizeGb === undefined ? undefined : Number(data.sizeGb),
        status: data.status,
        createdAt: utcTime(data.creationTimestamp),
        encryptedBy: encryptedBy(data),
        kmsKey: data.diskEncryptionKey?.kmsKeyName ?? null,
        usedBy: (data.users ?? []).map((user) => lastSegment(user)).filter((user) => user !== null),
      },
    };
  },
});

function encryptedBy({ diskEncryptionKey: key }: Partial<DiskData>): ResourceOf<typeof gcpComputeDisk>['encryptedBy'] {
  if (key === undefined) return 'google';
  return key.kmsKeyName === undefined ? 'customer-supplied' : 'customer-managed';
}

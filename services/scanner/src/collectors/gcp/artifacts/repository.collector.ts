import { gcpArtifactregistryRepository } from '@offload/contracts';
import { googleApis } from '../../../clouds/gcp/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { utcTime } from '../utc-time.ts';

interface Repository {
  /** `projects/p/locations/europe-west3/repositories/r` */
  readonly name?: string;
  readonly format?: string;
  readonly mode?: string;
  readonly createTime?: string;
  readonly updateTime?: string;
  readonly sizeBytes?: string;
  readonly kmsKeyName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly dockerConfig?: { readonly immutableTags?: boolean };
  readonly vulnerabilityScanningConfig?: { readonly enablementState?: string };
}

export const gcpRepositoryCollector = collector({
  resource: gcpArtifactregistryRepository,
  service: 'artifacts',
  scope: 'region',
  actions: ['artifactregistry.repositories.list'],
  // Without it the registry is not scanned.
  isOptional: true,
  access: googleApis,

  async *pages({ client, accountId, region }) {
    const url = `https://artifactregistry.googleapis.com/v1/projects/${accountId}/locations/${region}/repositories`;
    for await (const page of client.pages<{ repositories?: readonly Repository[] }>(url, { pageSize: 1000 })) yield page.repositories ?? [];
  },

  describe(repository) {
    return {
      ref: `//artifactregistry.googleapis.com/${repository.name}`,
      name: lastSegment(repository.name),
      tags: repository.labels ?? {},
      fields: {
        format: repository.format,
        mode: repository.mode ?? null,
        createdAt: utcTime(repository.createTime),
        updatedAt: utcTime(repository.updateTime),
        sizeBytes: repository.sizeBytes === undefined ? null : Number(repository.sizeBytes),
        kmsKey: repository.kmsKeyName ?? null,
        hasImmutableTags: repository.dockerConfig?.immutableTags ?? false,
        isScanned: isScanned(repository.vulnerabilityScanningConfig?.enablementState),
      },
    };
  },
});

function isScanned(state: string | undefined): boolean | null {
  if (state === 'SCANNING_ACTIVE') return true;
  return state === 'SCANNING_DISABLED' ? false : null;
}

import { gcpKmsKey } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { accessByAssets, listedByAssets } from '../listed-by-assets.ts';
import { secondsOf, utcTime } from '../utc-time.ts';

const assetType = 'cloudkms.googleapis.com/CryptoKey';
const secondsPerDay = 86_400;

interface CryptoKeyData {
  /** `projects/p/locations/europe/keyRings/r/cryptoKeys/k` */
  readonly name: string;
  readonly purpose: string;
  readonly createTime: string;
  /** `7776000s` */
  readonly rotationPeriod: string;
  readonly nextRotationTime: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly primary: { readonly state?: string };
  readonly versionTemplate: { readonly protectionLevel?: string; readonly algorithm?: string };
}

export const gcpKeyCollector = collector({
  resource: gcpKmsKey,
  service: 'kms',
  ...listedByAssets<CryptoKeyData>(assetType),

  describe({ name, location, data }) {
    const [, ofPath, keyRing] = /\/locations\/([^/]+)\/keyRings\/([^/]+)\//.exec(name) ?? [];
    const rotationSeconds = secondsOf(data.rotationPeriod);
    return {
      ref: name,
      name: lastSegment(name),
      tags: data.labels ?? {},
      fields: {
        keyRing,
        location: ofPath ?? location ?? undefined,
        purpose: data.purpose,
        protectionLevel: data.versionTemplate?.protectionLevel ?? null,
        algorithm: data.versionTemplate?.algorithm ?? null,
        createdAt: utcTime(data.createTime),
        rotationDays: rotationSeconds === null ? null : rotationSeconds / secondsPerDay,
        nextRotationAt: utcTime(data.nextRotationTime),
        primaryState: data.primary?.state ?? null,
      },
    };
  },

  parts: { access: accessByAssets(assetType) },
});

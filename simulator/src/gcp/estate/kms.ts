import type { Estate } from './estate.ts';
import { labelsOf } from './labels.ts';
import type { Resource } from './resource.ts';
import { GLOBAL, regions } from './resource-types.ts';

const purposes = [
  { purpose: 'ENCRYPT_DECRYPT', algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION' },
  { purpose: 'ASYMMETRIC_SIGN', algorithm: 'EC_SIGN_P256_SHA256' },
  { purpose: 'MAC', algorithm: 'HMAC_SHA256' },
] as const;

/** A Cloud KMS key, as its API describes it. Only symmetric keys rotate by themselves. */
export function cryptoKeyAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('crypto-key', GLOBAL, index);
  const location = dice.pick('location', [GLOBAL, ...regions]);
  const ring = `projects/${projectId}/locations/${location}/keyRings/main`;
  const name = `${ring}/cryptoKeys/key-${index}`;
  const createTime = estate.daysAgo(100 + dice.int('age', 700));
  const { purpose, algorithm } = dice.chance('symmetric', 0.8) ? purposes[0] : dice.pick('purpose', purposes);
  const protectionLevel = dice.chance('hsm', 0.25) ? 'HSM' : 'SOFTWARE';
  const labels = labelsOf(dice);
  const days = dice.pick('rotation', [30, 90, 90, 365, 0]);
  const isPublic = dice.chance('public', 0.08);
  return {
    name: `//cloudkms.googleapis.com/${name}`,
    location,
    displayName: `key-${index}`,
    labels,
    createTime,
    parent: `//cloudkms.googleapis.com/${ring}`,
    state: 'ENABLED',
    policy: {
      version: 1,
      etag: 'BwX=',
      bindings: [
        {
          role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
          members: [`serviceAccount:app-0@${projectId}.iam.gserviceaccount.com`, ...(isPublic ? ['allAuthenticatedUsers'] : [])],
        },
      ],
    },
    data: {
      name,
      purpose,
      createTime,
      labels,
      versionTemplate: { protectionLevel, algorithm },
      destroyScheduledDuration: '2592000s',
      ...(purpose === 'ENCRYPT_DECRYPT' && {
        primary: {
          name: `${name}/cryptoKeyVersions/1`,
          state: dice.chance('primary off', 0.05) ? 'DISABLED' : 'ENABLED',
          protectionLevel,
          algorithm,
          createTime,
          generateTime: createTime,
        },
        ...(days > 0 && {
          rotationPeriod: `${days * 86_400}s`,
          nextRotationTime: estate.daysAgo(dice.chance('overdue', 0.15) ? 20 : -dice.int('next', days)),
        }),
      }),
    },
  };
}

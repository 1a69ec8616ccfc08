/** Buckets and BigQuery datasets, with who may read them. */
import type { Estate } from './estate.ts';
import { labelsOf } from './labels.ts';
import type { Binding, Resource } from './resource.ts';
import { GLOBAL } from './resource-types.ts';

const locations = ['US', 'EU', 'US-CENTRAL1', 'EUROPE-WEST1', 'EUROPE-WEST4', 'ASIA-NORTHEAST1'] as const;

export function bucketAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId, projectNumber } = estate.options;
  const dice = estate.dice('bucket', GLOBAL, index);
  const name = `${projectId}-${dice.pick('name', ['assets', 'logs', 'backups', 'exports', 'uploads'])}-${index}`;
  const location = dice.pick('location', locations);
  const createTime = estate.daysAgo(dice.int('age', 1200));
  const labels = labelsOf(dice);
  const isPublic = dice.chance('public', 0.12);
  const isUniform = dice.chance('uniform', 0.65);
  const isLog = name.includes('-logs-');
  const bindings: Binding[] = [
    { role: 'roles/storage.legacyBucketOwner', members: [`projectEditor:${projectId}`, `projectOwner:${projectId}`] },
    { role: 'roles/storage.legacyBucketReader', members: [`projectViewer:${projectId}`] },
    { role: 'roles/storage.objectAdmin', members: [`serviceAccount:app-0@${projectId}.iam.gserviceaccount.com`] },
  ];
  if (isPublic) bindings.push({ role: 'roles/storage.objectViewer', members: [dice.chance('anyone', 0.7) ? 'allUsers' : 'allAuthenticatedUsers'] });
  return {
    name: `//storage.googleapis.com/${name}`,
    location: location.toLowerCase(),
    displayName: name,
    labels,
    createTime,
    policy: { version: 1, etag: 'CAE=', bindings },
    data: {
      kind: 'storage#bucket',
      id: name,
      name,
      projectNumber,
      selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
      location,
      locationType: location.includes('-') ? 'region' : 'multi-region',
      storageClass: 'STANDARD',
      timeCreated: createTime,
      updated: createTime,
      metageneration: '3',
      etag: 'CAM=',
      labels,
      iamConfiguration: {
        publicAccessPrevention: !isPublic && dice.chance('prevention', 0.5) ? 'enforced' : 'inherited',
        uniformBucketLevelAccess: { enabled: isUniform, ...(isUniform && { lockedTime: estate.daysAgo(-60) }) },
        bucketPolicyOnly: { enabled: isUniform },
      },
      versioning: { enabled: dice.chance('versioning', 0.5) },
      ...(dice.chance('kms', 0.3) && {
        encryption: { defaultKmsKeyName: `projects/${projectId}/locations/${location.toLowerCase()}/keyRings/main/cryptoKeys/key-0` },
      }),
      ...(dice.chance('logging', 0.4) && { logging: { logBucket: `${projectId}-logs-0`, logObjectPrefix: name } }),
      ...((isLog || dice.chance('retention', 0.2)) && {
        retentionPolicy: {
          retentionPeriod: '2592000',
          effectiveTime: createTime,
          ...(dice.chance('locked', 0.5) && { isLocked: true }),
        },
      }),
      softDeletePolicy: { retentionDurationSeconds: '604800', effectiveTime: createTime },
      lifecycle: { rule: dice.chance('lifecycle', 0.4) ? [{ action: { type: 'Delete' }, condition: { age: 365 } }] : [] },
    },
  };
}

export function datasetAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('dataset', GLOBAL, index);
  const name = `${dice.pick('name', ['analytics', 'billing_export', 'events', 'ml_features'])}_${index}`;
  const location = dice.pick('location', ['US', 'EU', 'us-central1', 'europe-west1']);
  const created = estate.daysAgo(dice.int('age', 900));
  const labels = labelsOf(dice);
  const everyone = dice.chance('public', 0.15) ? dice.pick('whom', ['allUsers', 'allAuthenticatedUsers']) : undefined;
  const access: Record<string, unknown>[] = [
    { role: 'WRITER', specialGroup: 'projectWriters' },
    { role: 'OWNER', specialGroup: 'projectOwners' },
    { role: 'READER', specialGroup: 'projectReaders' },
  ];
  if (everyone === 'allUsers') access.push({ role: 'READER', iamMember: 'allUsers' });
  if (everyone === 'allAuthenticatedUsers') access.push({ role: 'READER', specialGroup: 'allAuthenticatedUsers' });
  return {
    name: `//bigquery.googleapis.com/projects/${projectId}/datasets/${name}`,
    location: location.toLowerCase(),
    displayName: name,
    labels,
    createTime: created,
    policy: {
      bindings: [
        { role: 'roles/bigquery.dataEditor', members: [`projectEditor:${projectId}`] },
        { role: 'roles/bigquery.dataOwner', members: [`projectOwner:${projectId}`] },
        { role: 'roles/bigquery.dataViewer', members: [`projectViewer:${projectId}`, ...(everyone ? [everyone] : [])] },
      ],
    },
    data: {
      kind: 'bigquery#dataset',
      id: `${projectId}:${name}`,
      selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${projectId}/datasets/${name}`,
      datasetReference: { projectId, datasetId: name },
      location,
      creationTime: String(Date.parse(created)),
      lastModifiedTime: String(Date.parse(created)),
      labels,
      access,
      type: 'DEFAULT',
      maxTimeTravelHours: '168',
      ...(dice.chance('expiry', 0.3) && { defaultTableExpirationMs: '7776000000' }),
      ...(dice.chance('kms', 0.4) && {
        defaultEncryptionConfiguration: { kmsKeyName: `projects/${projectId}/locations/${location.toLowerCase()}/keyRings/main/cryptoKeys/key-0` },
      }),
    },
  };
}

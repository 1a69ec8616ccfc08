/** GKE clusters, Artifact Registry repositories and their images. */
import type { Estate } from './estate.ts';
import { labelsOf, nameOf } from './labels.ts';
import type { Resource } from './resource.ts';

export function clusterAt(estate: Estate, region: string, index: number): Resource {
  const { projectId, projectNumber, canary } = estate.options;
  const dice = estate.dice('cluster', region, index);
  const name = nameOf(dice, ['shop', 'platform', 'jobs'], index);
  const location = dice.chance('zonal', 0.3) ? `${region}-b` : region;
  const createTime = estate.daysAgo(dice.int('age', 500));
  const labels = labelsOf(dice);
  const version = dice.pick('version', ['1.31.14-gke.1033000', '1.33.5-gke.1080000', '1.34.1-gke.2037000']);
  const isPrivate = dice.chance('private', 0.5);
  const hasAuthorizedNetworks = dice.chance('authorized', 0.5);
  const isLegacy = dice.chance('legacy', 0.15) || index === 0;
  return {
    name: `//container.googleapis.com/projects/${projectId}/${location === region ? 'locations' : 'zones'}/${location}/clusters/${name}`,
    location,
    displayName: name,
    labels,
    createTime,
    state: 'RUNNING',
    data: {
      name,
      description: '',
      location,
      zone: location,
      locations: [`${region}-b`, `${region}-c`],
      selfLink: `https://container.googleapis.com/v1/projects/${projectId}/locations/${location}/clusters/${name}`,
      id: dice.hex('id', 64),
      endpoint: `34.${dice.int('ip a', 200)}.${dice.int('ip b', 250)}.9`,
      status: 'RUNNING',
      createTime,
      initialClusterVersion: version,
      currentMasterVersion: version,
      currentNodeVersion: version,
      currentNodeCount: 3 + dice.int('nodes', 12),
      resourceLabels: labels,
      network: 'default',
      subnetwork: 'default',
      loggingService: dice.chance('logs', 0.85) ? 'logging.googleapis.com/kubernetes' : 'none',
      monitoringService: 'monitoring.googleapis.com/kubernetes',
      masterAuth: {
        clusterCaCertificate: Buffer.from(`certificate of ${name}`).toString('base64'),
        ...(isLegacy && { username: 'admin', password: canary, clientKey: Buffer.from(canary).toString('base64') }),
      },
      legacyAbac: { enabled: dice.chance('abac', 0.1) },
      masterAuthorizedNetworksConfig: hasAuthorizedNetworks ? { enabled: true, cidrBlocks: [{ cidrBlock: '203.0.113.0/24' }] } : {},
      privateClusterConfig: {
        enablePrivateNodes: isPrivate,
        enablePrivateEndpoint: isPrivate && dice.chance('private endpoint', 0.4),
        masterIpv4CidrBlock: '172.16.0.0/28',
      },
      networkPolicy: { enabled: dice.chance('network policy', 0.5) },
      databaseEncryption: dice.chance('secrets', 0.4)
        ? { state: 'ENCRYPTED', keyName: `projects/${projectId}/locations/${region}/keyRings/main/cryptoKeys/key-0` }
        : { state: 'DECRYPTED' },
      workloadIdentityConfig: dice.chance('workload identity', 0.6) ? { workloadPool: `${projectId}.svc.id.goog` } : {},
      binaryAuthorization: { evaluationMode: dice.chance('binary', 0.3) ? 'PROJECT_SINGLETON_POLICY_ENFORCE' : 'DISABLED' },
      shieldedNodes: { enabled: dice.chance('shielded', 0.8) },
      releaseChannel: dice.chance('channel', 0.7) ? { channel: 'REGULAR' } : {},
      autopilot: dice.chance('autopilot', 0.3) ? { enabled: true } : {},
      nodeConfig: {
        machineType: 'e2-standard-4',
        imageType: 'COS_CONTAINERD',
        serviceAccount: dice.chance('default account', 0.4) ? 'default' : `app-0@${projectId}.iam.gserviceaccount.com`,
        oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
        metadata: { 'disable-legacy-endpoints': 'true' },
        shieldedInstanceConfig: { enableSecureBoot: dice.chance('secure boot', 0.5), enableIntegrityMonitoring: true },
      },
      nodePools: [
        {
          name: 'default-pool',
          status: 'RUNNING',
          version,
          management: { autoUpgrade: dice.chance('upgrade', 0.8), autoRepair: dice.chance('repair', 0.9) },
        },
      ],
      controlPlaneServiceAccount: `service-${projectNumber}@container-engine-robot.iam.gserviceaccount.com`,
    },
  };
}

/** Repository `index` of a region; its images are those docker images whose index leads to it. */
export function repositoryAt(estate: Estate, region: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('repository', region, index);
  const id = nameOf(dice, ['services', 'base', 'tools'], index);
  const name = `projects/${projectId}/locations/${region}/repositories/${id}`;
  const createTime = estate.daysAgo(200 + dice.int('age', 600));
  const labels = labelsOf(dice);
  const format = index === 0 || dice.chance('docker', 0.7) ? 'DOCKER' : dice.pick('format', ['NPM', 'MAVEN', 'PYTHON']);
  return {
    name: `//artifactregistry.googleapis.com/${name}`,
    location: region,
    displayName: id,
    labels,
    createTime,
    data: {
      name,
      format,
      mode: 'STANDARD_REPOSITORY',
      labels,
      createTime,
      updateTime: createTime,
      sizeBytes: String(1_000_000 + dice.int('bytes', 2_000_000_000)),
      registryUri: `${region}-${format === 'DOCKER' ? 'docker' : format.toLowerCase()}.pkg.dev/${projectId}/${id}`,
      ...(format === 'DOCKER' && { dockerConfig: dice.chance('immutable', 0.4) ? { immutableTags: true } : {} }),
      ...(dice.chance('kms', 0.3) && { kmsKeyName: `projects/${projectId}/locations/${region}/keyRings/main/cryptoKeys/key-0` }),
      vulnerabilityScanningConfig: {
        enablementConfig: dice.chance('scanning', 0.6) ? 'INHERITED' : 'DISABLED',
        enablementState: dice.chance('scanning', 0.6) ? 'SCANNING_ACTIVE' : 'SCANNING_DISABLED',
        lastEnableTime: createTime,
      },
      cleanupPolicyDryRun: true,
    },
  };
}

/** Image `index` of a region lies in repository `index % repositories`. */
export function dockerImageAt(estate: Estate, region: string, index: number): Resource {
  const { projectId } = estate.options;
  const dice = estate.dice('docker-image', region, index);
  const repository = repositoryAt(estate, region, index % Math.max(estate.count('repository', region), 1)).displayName;
  const image = dice.pick('image', ['checkout', 'catalogue', 'gateway', 'migrator']);
  const digest = `sha256:${dice.hex('digest', 64)}`;
  const name = `projects/${projectId}/locations/${region}/repositories/${repository}/dockerImages/${image}@${digest}`;
  const createTime = estate.daysAgo(dice.int('age', 300));
  return {
    name: `//artifactregistry.googleapis.com/${name}`,
    location: region,
    displayName: image,
    createTime,
    data: {
      name,
      uri: `${region}-docker.pkg.dev/${projectId}/${repository}/${image}@${digest}`,
      tags: dice.chance('tagged', 0.8) ? [`v1.${index}`, ...(dice.chance('latest', 0.3) ? ['latest'] : [])] : [],
      imageSizeBytes: String(20_000_000 + dice.int('bytes', 400_000_000)),
      uploadTime: createTime,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      buildTime: createTime,
      updateTime: createTime,
    },
  };
}

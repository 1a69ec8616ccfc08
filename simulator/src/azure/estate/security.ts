/** Defender for Cloud: its plans, its score, what it assesses and what it warns of. */
import type { Estate } from './estate.ts';
import { guidFrom, orderedGuid } from './names.ts';
import type { ArmResource } from './resource.ts';
import { assessedTypes, GLOBAL, primaryRegion } from './resource-types.ts';

const plans: readonly [name: string, isOld: boolean][] = [
  ['VirtualMachines', false],
  ['SqlServers', false],
  ['AppServices', false],
  ['StorageAccounts', false],
  ['SqlServerVirtualMachines', false],
  ['KubernetesService', true],
  ['ContainerRegistry', true],
  ['KeyVaults', false],
  ['Dns', true],
  ['Arm', false],
  ['OpenSourceRelationalDatabases', false],
  ['CosmosDbs', false],
  ['Containers', false],
  ['CloudPosture', false],
  ['Api', false],
];

export function planAt(estate: Estate, _location: string, index: number): ArmResource {
  const dice = estate.dice('defender-plan', GLOBAL, index);
  const [name, isDeprecated] = plans[index]!;
  const isOn = !isDeprecated && dice.chance('on', 0.5);
  return {
    id: `${estate.scope}/providers/Microsoft.Security/pricings/${name}`,
    name,
    properties: {
      pricingTier: isOn ? 'Standard' : 'Free',
      freeTrialRemainingTime: isOn ? 'PT0S' : 'P30D',
      ...(isOn && name === 'VirtualMachines' && { subPlan: dice.pick('plan', ['P1', 'P2']) }),
      ...(isOn && { enablementTime: estate.daysAgo(dice.int('age', 500)) }),
      ...(isDeprecated && { deprecated: true, replacedBy: [name === 'Dns' ? 'VirtualMachines' : 'Containers'] }),
      resourcesCoverageStatus: isOn ? 'FullyCovered' : 'NotCovered',
    },
  };
}

export function secureScoreAt(estate: Estate, _location: string, _index: number): ArmResource {
  const max = 58;
  const current = 10 + estate.dice('secure-score', GLOBAL, 0).int('score', 45);
  return {
    id: `${estate.scope}/providers/Microsoft.Security/secureScores/ascScore`,
    name: 'ascScore',
    properties: { displayName: 'ASC score', score: { max, current, percentage: Number((current / max).toFixed(4)) }, weight: 199 },
  };
}

interface Recommendation {
  /** The same in every subscription. */
  key: string;
  title: string;
  severity: 'High' | 'Medium' | 'Low';
  remedy: string;
}

const recommendations: Record<(typeof assessedTypes)[number], readonly Recommendation[]> = {
  'virtual-machine': [
    {
      key: '37a3689a-818e-4a0e-82ac-b1392b9bb000',
      title: 'Machines should have vulnerability findings resolved',
      severity: 'Low',
      remedy: 'Update the packages that are named.',
    },
    {
      key: 'd57a4221-a804-52ca-3dea-768284f06bb7',
      title: 'Virtual machines should encrypt temp disks, caches, and data flows',
      severity: 'High',
      remedy: 'Enable encryption at host.',
    },
  ],
  'sql-server': [
    {
      key: '94208a8b-16e8-4e5b-abbd-4e81c9d02bee',
      title: 'Auditing on SQL server should be enabled',
      severity: 'Low',
      remedy: 'Turn auditing on.',
    },
  ],
  cluster: [
    {
      key: '6ac32b0c-64d4-45a4-9f6c-a9dd9ad1d2f4',
      title: 'Authorized IP ranges should be defined on Kubernetes Services',
      severity: 'High',
      remedy: 'Name the ranges that may reach the API server.',
    },
  ],
  'network-security-group': [
    {
      key: '805651bc-6ecd-4c73-9b55-97a19d0582d0',
      title: 'Management ports should be closed on your virtual machines',
      severity: 'Medium',
      remedy: 'Restrict the source of the rule.',
    },
  ],
  registry: [
    {
      key: '9b828565-a0ed-61c2-6bf3-1afc99a9b2ca',
      title: 'Container registries should not allow unrestricted network access',
      severity: 'Medium',
      remedy: 'Add network rules.',
    },
  ],
  'key-vault': [
    {
      key: '4ed62ae4-5072-f9e7-8d94-51c76c48159a',
      title: 'Key vaults should have purge protection enabled',
      severity: 'Medium',
      remedy: 'Enable purge protection.',
    },
  ],
  'storage-account': [
    {
      key: '1c5de8e1-f68d-6a17-e0d2-ec259c42768c',
      title: 'Secure transfer to storage accounts should be enabled',
      severity: 'High',
      remedy: 'Require secure transfer.',
    },
    {
      key: '45d313c3-3fca-5040-035f-d61928366d31',
      title: 'Storage account public access should be disallowed',
      severity: 'Medium',
      remedy: 'Disallow anonymous access.',
    },
  ],
  'web-app': [
    {
      key: '1b351b29-41ca-6df5-946c-c190a56be5fe',
      title: 'Web Application should only be accessible over HTTPS',
      severity: 'Medium',
      remedy: 'Turn HTTPS only on.',
    },
  ],
};

/** The resource that assessment `index` of a place is of: the assessed types follow each other as their resource groups do. */
function subjectOf(estate: Estate, location: string, index: number): { type: (typeof assessedTypes)[number]; position: number } {
  let position = index;
  for (const type of assessedTypes) {
    const count = estate.generated(type, location);
    if (position < count) return { type, position };
    position -= count;
  }
  throw new RangeError(`${location} has no assessment ${index}`);
}

export function assessmentAt(estate: Estate, location: string, index: number): ArmResource {
  const { canary } = estate.options;
  const dice = estate.dice('assessment', location, index);
  const { type, position } = subjectOf(estate, location, index);
  const { key, title, severity, remedy } = dice.pick('recommendation', recommendations[type]);
  const code = dice.pick('status', ['Unhealthy', 'Healthy', 'Healthy', 'NotApplicable']);
  // Of a hidden resource too: an assessment outlives what it is of for a while.
  const subjectId = estate.idAt(type, location, position);
  return {
    id: `${subjectId}/providers/Microsoft.Security/assessments/${key}`,
    name: key,
    properties: {
      displayName: title,
      status: {
        code,
        ...(code === 'NotApplicable' && { cause: 'OffByPolicy', description: 'The recommendation is disabled in policy.' }),
        firstEvaluationDate: estate.daysAgo(100),
        statusChangeDate: estate.daysAgo(dice.int('changed', 100)),
      },
      resourceDetails: { Source: 'Azure', Id: subjectId, ResourceType: type },
      additionalData: { lastSeenSetting: `password=${canary}` },
      metadata: {
        displayName: title,
        assessmentType: 'BuiltIn',
        severity,
        description: `${title}.`,
        remediationDescription: remedy,
        categories: ['Compute'],
        implementationEffort: 'Low',
        userImpact: 'Low',
      },
    },
  };
}

const alertKinds = [
  { type: 'VM_SuspiciousCommand', title: 'Suspicious PowerShell script executed', severity: 'High', on: 'virtual-machine' },
  {
    type: 'Storage.Blob_AnonymousAccess',
    title: 'Publicly accessible storage containers discovered',
    severity: 'Medium',
    on: 'storage-account',
  },
  { type: 'SQL.VM_BruteForce', title: 'Suspected brute force attack', severity: 'High', on: 'sql-server' },
  { type: 'KV_OperationVolumeAnomaly', title: 'Unusual volume of operations in a key vault', severity: 'Medium', on: 'key-vault' },
  { type: 'AppServices_KnownPhishing', title: 'Possible loss of data detected', severity: 'Informational', on: 'web-app' },
] as const;

export function alertAt(estate: Estate, _location: string, index: number): ArmResource {
  const { canary, subscriptionId } = estate.options;
  const dice = estate.dice('alert', GLOBAL, index);
  const { type, title, severity, on } = dice.pick('kind', alertKinds);
  const subjects = estate.generated(on, primaryRegion);
  const subjectId = subjects === 0 ? estate.scope : estate.idAt(on, primaryRegion, dice.int('subject', subjects));
  const name = orderedGuid(dice, index, estate.generated('alert', GLOBAL));
  const at = estate.daysAgo(dice.int('age', 80));
  return {
    id: `${estate.scope}/providers/Microsoft.Security/locations/${primaryRegion}/alerts/${name}`,
    name,
    properties: {
      status: dice.pick('status', ['Active', 'Active', 'InProgress', 'Resolved', 'Dismissed']),
      timeGeneratedUtc: at,
      startTimeUtc: at,
      endTimeUtc: at,
      processingEndTimeUtc: at,
      systemAlertId: guidFrom(dice, 'system alert'),
      alertType: type,
      alertDisplayName: title,
      description: `${title}: Defender for Cloud saw it on ${subjectId.split('/').at(-1)}.`,
      severity,
      intent: 'Execution',
      productName: 'Microsoft Defender for Cloud',
      vendorName: 'Microsoft',
      compromisedEntity: subjectId.split('/').at(-1),
      isIncident: false,
      remediationSteps: ['Look at what ran.', 'Rotate what it could read.'],
      resourceIdentifiers: [
        { type: 'LogAnalytics', workspaceId: guidFrom(dice, 'workspace'), workspaceSubscriptionId: subscriptionId, agentId: '' },
        { type: 'AzureResource', azureResourceId: subjectId },
      ],
      entities: [{ type: 'process', commandLine: `connect --password ${canary}` }],
      extendedProperties: { 'Command line': `connect --password ${canary}` },
    },
  };
}

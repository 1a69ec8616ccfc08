/** Findings of Security Command Center, v2. */
import type { Estate } from './estate.ts';
import type { Resource } from './resource.ts';
import { GLOBAL, primaryRegion, specs, type GcpType } from './resource-types.ts';

const misconfigurations: readonly { category: string; severity: string; on: GcpType; cis: string }[] = [
  { category: 'OPEN_SSH_PORT', severity: 'HIGH', on: 'firewall', cis: '3.6' },
  { category: 'OPEN_RDP_PORT', severity: 'HIGH', on: 'firewall', cis: '3.7' },
  { category: 'PUBLIC_BUCKET_ACL', severity: 'HIGH', on: 'bucket', cis: '5.1' },
  { category: 'BUCKET_POLICY_ONLY_DISABLED', severity: 'LOW', on: 'bucket', cis: '5.2' },
  { category: 'PUBLIC_IP_ADDRESS', severity: 'HIGH', on: 'instance', cis: '4.9' },
  { category: 'DEFAULT_SERVICE_ACCOUNT_USED', severity: 'MEDIUM', on: 'instance', cis: '4.1' },
  { category: 'FULL_API_ACCESS', severity: 'MEDIUM', on: 'instance', cis: '4.2' },
  { category: 'SQL_PUBLIC_IP', severity: 'HIGH', on: 'sql-instance', cis: '6.6' },
  { category: 'USER_MANAGED_SERVICE_ACCOUNT_KEY', severity: 'MEDIUM', on: 'service-account-key', cis: '1.4' },
  { category: 'KMS_KEY_NOT_ROTATED', severity: 'MEDIUM', on: 'crypto-key', cis: '1.10' },
  { category: 'FLOW_LOGS_DISABLED', severity: 'LOW', on: 'subnetwork', cis: '3.8' },
];
const threats: readonly { category: string; severity: string; on: GcpType }[] = [
  { category: 'Malware: Cryptomining Bad Domain', severity: 'HIGH', on: 'instance' },
  { category: 'Persistence: IAM Anomalous Grant', severity: 'HIGH', on: 'project' },
  { category: 'Exfiltration: BigQuery Data Exfiltration', severity: 'HIGH', on: 'dataset' },
];

const titleOf = (category: string) =>
  category
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/^./, (first) => first.toUpperCase());

/** `google.compute.Firewall`: as findings name types. */
const typeName = (type: GcpType) => `google.${(specs[type].assetType ?? '').replace('.googleapis.com/', '.')}`;

/** Finding `index`: its `data` is a ListFindingsResult. A quarter are of the past, and some of the active are muted. */
export function findingAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId, projectNumber, canary } = estate.options;
  const dice = estate.dice('finding', GLOBAL, index);
  const isThreat = dice.chance('threat', 0.12);
  const kind: { category: string; severity: string; on: GcpType; cis?: string } = isThreat
    ? dice.pick('kind', threats)
    : dice.pick('kind', misconfigurations);
  const place = estate.placesOf(kind.on)[0] === GLOBAL ? GLOBAL : primaryRegion;
  const subject = estate.at(kind.on, place, dice.int('subject', Math.max(estate.generated(kind.on, place), 1)));
  const resourceName = subject?.name ?? estate.projectName;
  const source = `projects/${projectNumber}/sources/${estate.numericId(estate.dice('finding', GLOBAL, isThreat ? -2 : -1))}`;
  const id = dice.hex('id', 32);
  const createTime = estate.daysAgo(1 + dice.int('age', 200));
  const eventTime = estate.daysAgo(dice.int('seen', 2));
  const state = dice.chance('active', 0.75) ? 'ACTIVE' : 'INACTIVE';
  const mute = dice.chance('muted', 0.12) ? 'MUTED' : dice.chance('unmuted', 0.05) ? 'UNMUTED' : 'UNDEFINED';
  const name = `${source}/locations/global/findings/${id}`;
  return {
    name: `//securitycenter.googleapis.com/${name}`,
    location: GLOBAL,
    displayName: kind.category,
    createTime,
    state,
    data: {
      finding: {
        name,
        canonicalName: name,
        parent: `${source}/locations/global`,
        parentDisplayName: isThreat ? 'Event Threat Detection' : 'Security Health Analytics',
        resourceName,
        state,
        category: kind.category,
        externalUri: `https://console.cloud.google.com/security/command-center/findings?project=${projectId}`,
        sourceProperties: {
          Explanation: `What was found on ${resourceName}.`,
          Recommendation: 'Change the setting.',
          ExceptionInstructions: 'Add a mute rule.',
          evidence: { environment: { API_TOKEN: canary } },
        },
        securityMarks: { name: `${name}/securityMarks`, marks: {} },
        eventTime,
        createTime,
        severity: kind.severity,
        mute,
        findingClass: isThreat ? 'THREAT' : 'MISCONFIGURATION',
        description: `${titleOf(kind.category)}: found by ${isThreat ? 'Event Threat Detection' : 'Security Health Analytics'}.`,
        nextSteps: 'Review the resource and change the setting that the category names.',
        ...(kind.cis !== undefined && {
          compliances: [{ standard: 'cis', version: '2.0', ids: [kind.cis] }],
        }),
        ...(isThreat && { processes: [{ name: 'miner', args: [`--password=${canary}`] }] }),
      },
      resource: {
        name: resourceName,
        displayName: subject?.displayName ?? projectId,
        type: typeName(kind.on),
        cloudProvider: 'GOOGLE_CLOUD_PLATFORM',
        service: resourceName.split('/')[2],
        location: subject?.location ?? GLOBAL,
        gcpMetadata: { project: `//cloudresourcemanager.googleapis.com/projects/${projectNumber}`, projectDisplayName: projectId },
        resourcePath: { nodes: [{ nodeType: 'GCP_PROJECT', id: `projects/${projectNumber}`, displayName: projectId }] },
      },
    },
  };
}

import type { protos } from '@google-cloud/security-center';
import { securityCommandCenter } from '../../../clouds/gcp/clients.ts';
import { resourceNameOf } from '../../../clouds/gcp/resource-name.ts';
import type { NativeFinding } from '../../../collection/collection.ts';
import { nativeSource } from '../../../collector/native-source.ts';
import { UnexpectedAnswer } from '../../../collector/unexpected-answer.ts';

type ListFindingsResult = protos.google.cloud.securitycenter.v2.ListFindingsResponse.IListFindingsResult;
type Finding = protos.google.cloud.securitycenter.v2.IFinding;

export const securityCommandCenterSource = nativeSource({
  source: 'GCP_SECURITY_COMMAND_CENTER',
  provider: 'GCP',
  service: 'securitycenter',
  scope: 'global',
  actions: ['securitycenter.findings.list'],
  access: securityCommandCenter,

  async *pages({ securityCenter, accountId }) {
    const parent = `projects/${accountId}/sources/-/locations/global`;
    const filter = 'state="ACTIVE" AND NOT mute="MUTED"';
    let pageToken: string | undefined;
    do {
      const [results, , answer] = await securityCenter.listFindings(
        { parent, filter, pageSize: 1000, ...(pageToken !== undefined && { pageToken }) },
        { autoPaginate: false },
      );
      yield (results as readonly ListFindingsResult[]).map((result) => translate(result, accountId));
      const next = (answer as { nextPageToken?: string | null }).nextPageToken || undefined;
      if (next !== undefined && next === pageToken) throw new UnexpectedAnswer('findings, a page that leads to itself');
      pageToken = next;
    } while (pageToken !== undefined);
  },
});

/** `sourceProperties` and evidence may quote what a customer keeps secret: they are never looked at. */
function translate({ finding, resource }: ListFindingsResult, projectId: string): NativeFinding {
  const { canonicalName, name, severity, category, description, nextSteps, resourceName } = finding ?? {};
  const subject = resourceName || resource?.name;
  return {
    source: 'GCP_SECURITY_COMMAND_CENTER',
    nativeId: canonicalName || name || '',
    severity: severityOf(severity),
    title: titleOf(category),
    message: description ?? '',
    remedy: nextSteps || null,
    providerRef: subject ? resourceNameOf(subject, projectId) : null,
    region: null,
  };
}

/** `PUBLIC_BUCKET_ACL` as people read it: `Public bucket acl`. */
function titleOf(category: string | null | undefined): string {
  if (!category) return 'Security Command Center finding';
  if (!/^[A-Z0-9_]+$/.test(category)) return category;
  const words = category.toLowerCase().replaceAll('_', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
}

function severityOf(severity: Finding['severity']): NativeFinding['severity'] {
  switch (severity) {
    case 'CRITICAL':
    case 'HIGH':
    case 'MEDIUM':
    case 'LOW':
      return severity;
    default:
      return 'INFORMATIONAL';
  }
}

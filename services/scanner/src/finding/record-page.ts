import { assetIdOf, findingIdOf } from '@offload/contracts';
import type { Transaction } from '@offload/service-kit';
import { unseenRef, type Judgement, type NativeFinding } from '../collection/collection.ts';
import type { KnownCheck } from '../collection-port.ts';
import { FindingBulkRepository, type SeenFinding, type Sighting } from './finding-bulk.repository.ts';
import { severities } from './finding.entity.ts';

export interface PageOfFindings {
  readonly judgements: readonly Judgement[];
  readonly native: readonly NativeFinding[];
}

/**
 * Writes what a page says: a failed or unknown judgement opens its finding (an unknown one never resolves it), a passed one resolves what an
 * earlier look had found.
 */
export async function recordPage(
  tx: Transaction,
  checks: ReadonlyMap<string, KnownCheck>,
  sighting: Sighting,
  { judgements, native }: PageOfFindings,
): Promise<void> {
  const { cloudAccountId, scanSeq, jobAttempt } = sighting;
  const repository = new FindingBulkRepository(tx, sighting);
  const idOf = ({ checkId, providerRef }: Judgement): string => findingIdOf(tx.tenantId, cloudAccountId, `${checkId}\n${providerRef}`);

  const seen = judgements
    .filter(({ outcome }) => outcome !== 'pass')
    .map((judgement): SeenFinding => {
      const check = checks.get(judgement.checkId);
      return {
        id: idOf(judgement),
        checkId: judgement.checkId,
        resourceType: check?.resourceType ?? null,
        severityRank: severities.indexOf(check?.severity ?? 'MEDIUM'),
        evaluation: judgement.outcome === 'unknown' ? 'UNKNOWN' : 'FAIL',
        title: check?.title ?? judgement.checkId,
        message: judgement.message,
        remedy: null,
        // A type that could not be enumerated is no asset.
        assetId: isUnseenType(judgement, check) ? null : assetIdOf(tx.tenantId, cloudAccountId, judgement.providerRef),
        region: judgement.region,
      };
    });
  await repository.recordPosture(seen);

  // The first look at an account has nothing to resolve: most judgements of most estates pass, and their ids need not be computed.
  if (scanSeq > 1 || jobAttempt > 1) await repository.resolve(judgements.filter(({ outcome }) => outcome === 'pass').map(idOf));

  for (const source of new Set(native.map((finding) => finding.source))) {
    const said = native.filter((finding) => finding.source === source).map((finding) => nativeFinding(tx.tenantId, cloudAccountId, finding));
    await repository.recordNative(said, source);
  }
}

const isUnseenType = ({ providerRef, region }: Judgement, check: KnownCheck | undefined): boolean =>
  check !== undefined && providerRef === unseenRef(check.resourceType, region ?? 'global');

function nativeFinding(tenantId: string, cloudAccountId: string, finding: NativeFinding): SeenFinding {
  return {
    id: findingIdOf(tenantId, cloudAccountId, finding.nativeId),
    checkId: null,
    resourceType: null,
    severityRank: severities.indexOf(finding.severity),
    evaluation: 'FAIL',
    title: finding.title,
    message: finding.message,
    remedy: finding.remedy,
    assetId: finding.providerRef === null ? null : assetIdOf(tenantId, cloudAccountId, finding.providerRef),
    region: finding.region,
  };
}

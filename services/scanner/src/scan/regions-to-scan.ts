import { cloudRegions, type CloudProvider, type ScanType } from '@offload/contracts';
import { err, ok, type Result } from '@offload/service-kit';
import { invalidInput, type InvalidInput } from './scan.errors.ts';

/** More than any provider has. */
const mostRegions = 50;

export interface RegionChoice {
  readonly provider: CloudProvider;
  readonly type: ScanType;
  /** Regions for this scan alone; null: the account's own choice, or else the curated set. */
  readonly chosen: readonly string[] | null;
  /** The account's own choice. */
  readonly ofAccount: readonly string[] | null;
}

/** The regions that a scan looks at, each once: QUICK the primary one, FULL the chosen ones, the account's own, or the curated set. */
export function regionsToScan({ provider, type, chosen, ofAccount }: RegionChoice): Result<string[], InvalidInput> {
  const { primary, curated, form, title, example } = cloudRegions[provider];
  if (type === 'INCREMENTAL') {
    return err(invalidInput('type', 'Incremental scans are not available yet', 'Start a FULL scan: it sees everything that an incremental one would'));
  }
  if (type === 'QUICK') {
    if (chosen) return err(invalidInput('regions', 'A QUICK scan looks at the primary region only', 'Leave the regions out, or start a FULL scan'));
    return ok([primary]);
  }

  if (chosen) {
    if (chosen.length === 0) return err(invalidInput('regions', 'The list of regions is empty', 'Name one region at least, or leave the list out'));
    if (chosen.length > mostRegions) return err(invalidInput('regions', `More than ${mostRegions} regions are named`, 'Name each region once'));
    if (!chosen.every((region) => form.test(region))) {
      return err(invalidInput('regions', `Not every entry is a ${title}`, `Name regions as the provider does, as ${example}`));
    }
  }

  const regions = chosen ?? ofAccount ?? curated;
  return ok([...new Set(regions.length > 0 ? regions : curated)]);
}

import type { AwsCaller } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { mapBounded } from './map-bounded.ts';

/**
 * Which of these regions the account has switched off. Each is asked who the caller is, which needs no permission; a region that is off calls
 * keys unknown that are good elsewhere. @throws AwsError when a region gives no usable answer
 */
export async function findDisabledRegions(caller: AwsCaller, regions: readonly string[]): Promise<string[]> {
  const isOff = await mapBounded(regions, 6, async (region) => {
    try {
      await caller.call('sts', 'GetCallerIdentity', {}, region);
      return false;
    } catch (error) {
      if (error instanceof AwsError && (error.kind === 'REGION_OFF' || error.kind === 'BAD_KEY')) return true;
      throw error;
    }
  });
  return regions.filter((_, index) => isOff[index]);
}

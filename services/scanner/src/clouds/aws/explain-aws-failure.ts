import type { ExplainedFailure } from '../../collector/session.ts';
import { LeaseExpired } from '../../collector/lease-expired.ts';
import { classifyAwsFailure, codeOf } from './classify-aws-failure.ts';

/** What it takes to tell a region that is off from a key that is no longer good. */
export interface RegionProbe {
  readonly region: string;
  isGoodElsewhere(): Promise<boolean>;
}

/** What an error of the SDK means. A region that is off does not know the keys of the account; a key that is no longer good is unknown everywhere. */
export async function explainAwsFailure(error: unknown, { region, isGoodElsewhere }: RegionProbe): Promise<ExplainedFailure> {
  const failure = classifyAwsFailure(error);
  const code = codeOf(error as Error);
  if (failure.kind === 'gone') return { code, failure };
  if (failure.kind === 'gap') return { code, failure: { ...failure, action: failure.operation } };

  if (!(await isGoodElsewhere())) throw new LeaseExpired(code, { cause: error });
  const message = `${region} is not enabled for the account (${code})`;
  return { code, failure: { kind: 'gap', reason: 'REGION_NOT_ENABLED', message, action: failure.operation } };
}

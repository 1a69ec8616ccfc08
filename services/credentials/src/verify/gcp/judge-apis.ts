import type { GcpContext } from '../../gcp/gcp-context.ts';
import type { VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import type { ConnectionTestRun } from '../connection-test-run.ts';
import { gcpFailures, refuse } from './gcp-failures.ts';
import { apisOf, lookUpApis, resourceManager } from './look-up-apis.ts';
import type { TestedAccount } from './tested-account.ts';

/**
 * The step that looks whether the APIs are on that a scan calls. Partial access may do without some, never without Resource Manager: what may be read
 * could not be told. Gives whether a required one is off. @throws ConnectionRefused
 */
export async function judgeApis(
  { preflight }: GcpContext,
  run: ConnectionTestRun,
  { caller, account, projectId }: TestedAccount,
  { acceptPartialAccess }: VerifyOptions,
): Promise<boolean> {
  return run.step('apis', async () => {
    const { disabled, unverified } = await lookUpApis(caller, account.projectId, projectId, apisOf(preflight)).catch((error: unknown) =>
      refuse(error, account),
    );
    const required = disabled.filter((api) => api.required).map(({ service }) => service);
    const optional = disabled.filter((api) => !api.required).map(({ service }) => service);

    for (const service of optional)
      run.notices.push(`Optional and not enabled in the project ${account.projectId}: ${service}. What needs it is off or unknown.`);
    if (required.length > 0) {
      const failure = gcpFailures.apisNotEnabled(required, account.projectId);
      if (!acceptPartialAccess || required.includes(resourceManager)) throw new ConnectionRefused(failure);
      return { value: true, note: { outcome: 'FAILED', ...failure } };
    }
    if (unverified.length === 0) return { value: false };
    return {
      value: false,
      note: { outcome: 'UNKNOWN', message: `No answer of Google tells whether these are enabled: ${unverified.join(', ')}.` },
    };
  });
}

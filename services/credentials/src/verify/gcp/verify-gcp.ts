import type { GcpCaller, IssuedGcpToken } from '../../gcp/gcp-connector.ts';
import type { GcpContext } from '../../gcp/gcp-context.ts';
import { GcpError } from '../../gcp/gcp-error.ts';
import { cloudPlatformScope } from '../../gcp/scopes.ts';
import type { GcpServiceAccount } from '../../gcp/service-account-key.ts';
import type { Verification, Verified, VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import { startConnectionTest, type ConnectionTestRun, type StepNote } from '../connection-test-run.ts';
import { findProject } from './find-project.ts';
import { gcpFailures, refuse } from './gcp-failures.ts';
import { judgeApis } from './judge-apis.ts';
import { judgePermissions } from './judge-permissions.ts';
import type { KeyAge } from './look-up-key-age.ts';
import type { TestedAccount } from './tested-account.ts';

/** How the platform comes to act as a service account. */
export interface WayIn {
  account: GcpServiceAccount;
  /** A new access token of the account. @throws GcpError, ConnectionRefused */
  authorize(scope: string): Promise<IssuedGcpToken>;
  /** Worth knowing whatever the test finds. */
  notices: readonly string[];
  /** What must hold before Google is asked, where the platform's own identity is the proof. @throws ConnectionRefused */
  checkPlatform?(): void;
  /** That nobody else comes to act as the account in the same way. @throws ConnectionRefused */
  proveSubject?(): Promise<void>;
  /** Where there is a key. */
  lookUpKeyAge?(caller: GcpCaller): Promise<KeyAge>;
}

/** As for the other clouds: what is signed minutes off is refused sooner or later. */
const skewToleratedMs = 5 * 60_000;

/**
 * Tests access to a project: does Google answer and agree on the time, does it let the platform act as the service account, and nobody else, is the project
 * there, are the APIs on that a scan calls, what may be read, and what too much.
 */
export async function verifyGcp(context: GcpContext, way: WayIn, options: VerifyOptions): Promise<Verification> {
  const run = startConnectionTest(
    [
      ...(way.checkPlatform ? ['platform-identity'] : []),
      ...['reach', 'clock', 'authenticate'],
      ...(way.proveSubject ? ['subject'] : []),
      ...['project', 'apis', 'permissions', 'excess'],
    ],
    context.now,
  );
  const projectId = options.expectedProviderAccountId ?? way.account.projectId;
  run.notices.push(...way.notices);

  try {
    if (way.checkPlatform) await run.step('platform-identity', async () => ({ value: way.checkPlatform!() }));
    const caller = await authenticate(context, run, way);
    if (way.proveSubject) await run.step('subject', async () => ({ value: await way.proveSubject!() }));
    const { status, issuedAt } = await look(context, run, { way, tested: { caller, account: way.account, projectId } }, options);
    return { ok: true, providerAccountId: projectId, status, test: run.passed(), issuedAt };
  } catch (error) {
    if (error instanceof ConnectionRefused) return { ok: false, failure: run.failed(error.failure) };
    throw error;
  }
}

/** Three steps are one call: that it was answered at all, that both agree on the time, and what was answered. */
async function authenticate({ connector }: GcpContext, run: ConnectionTestRun, { account, authorize }: WayIn): Promise<GcpCaller> {
  const answer = await run.step('reach', async () => ({
    value: await authorize(cloudPlatformScope).catch((error: unknown) => {
      if (!(error instanceof GcpError) || error.kind === 'UNREACHABLE') return refuse(error, account);
      return error;
    }),
  }));
  await run.step('clock', async () => {
    if (answer instanceof GcpError) return { value: answer.kind === 'CLOCK_SKEW' ? refuse(answer, account) : undefined };
    return { value: undefined, note: compareClocks(answer.clockOffsetMs) };
  });

  const token = await run.step('authenticate', async () => ({
    value: answer instanceof GcpError ? refuse(answer, account) : answer,
  }));
  run.identity = account.clientEmail;
  return connector.as(token);
}

/** Google takes assertions of a clock that is up to an hour slow, so that its acceptance alone does not tell. */
function compareClocks(offsetMs: number | null): StepNote | undefined {
  if (offsetMs === null) return { outcome: 'UNKNOWN', message: 'The answer of Google does not say what time it is there.' };
  if (Math.abs(offsetMs) > skewToleratedMs) throw new ConnectionRefused(gcpFailures.clockSkew());
  return undefined;
}

async function look(
  context: GcpContext,
  run: ConnectionTestRun,
  { way, tested }: { way: WayIn; tested: TestedAccount },
  options: VerifyOptions,
): Promise<Pick<Verified, 'status' | 'issuedAt'>> {
  const { caller, account, projectId } = tested;
  if (account.projectId !== projectId) {
    run.notices.push(
      `The service account lives in the project ${account.projectId} and reads ${projectId}. That is fine; the APIs must be enabled in ${account.projectId}.`,
    );
  }

  await findProject(context, run, tested);
  const areApisOff = await judgeApis(context, run, tested, options);
  const age = await way.lookUpKeyAge?.(caller);
  run.notices.push(...(age?.notices ?? []));
  const isSomethingMissing = await judgePermissions(context, run, tested, options);
  return { status: areApisOff || isSomethingMissing ? 'DEGRADED' : 'CONNECTED', issuedAt: age?.issuedAt ?? null };
}

import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import type { GcpContext } from '../../gcp/gcp-context.ts';
import { GcpError } from '../../gcp/gcp-error.ts';
import { cloudPlatformScope } from '../../gcp/scopes.ts';
import type { GcpServiceAccountKey } from '../../gcp/service-account-key.ts';
import type { Verification, Verified, VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import { startConnectionTest, type ConnectionTestRun, type StepNote } from '../connection-test-run.ts';
import { findProject } from './find-project.ts';
import { gcpFailures, refuse } from './gcp-failures.ts';
import { judgeApis } from './judge-apis.ts';
import { judgePermissions } from './judge-permissions.ts';
import { lookUpKeyAge } from './look-up-key-age.ts';
import type { TestedKey } from './tested-key.ts';

const stepNames = ['reach', 'clock', 'authenticate', 'project', 'apis', 'permissions', 'excess'];

/** As for the other clouds: what is signed minutes off is refused sooner or later. */
const skewToleratedMs = 5 * 60_000;

/**
 * Tests a service account's key: does Google answer and agree on the time, does it accept the key, is the project there, are the APIs on that a scan
 * calls, what may be read, and what too much.
 */
export async function verifyGcpServiceAccountKey(
  context: GcpContext,
  key: GcpServiceAccountKey,
  options: VerifyOptions,
): Promise<Verification> {
  const run = startConnectionTest(stepNames, context.now);
  const projectId = options.expectedProviderAccountId ?? key.projectId;
  if (options.isFresh) {
    run.notices.push(
      'Delete the key file from your computer now, and from wherever else it lies: the platform keeps its own copy, sealed. A file that opens your ' +
        'cloud is the likeliest thing to be stolen.',
    );
  }

  try {
    const caller = await authenticate(context, run, key);
    const { status, issuedAt } = await look(context, run, { caller, key, projectId }, options);
    return { ok: true, providerAccountId: projectId, status, test: run.passed(), issuedAt };
  } catch (error) {
    if (error instanceof ConnectionRefused) return { ok: false, failure: run.failed(error.failure) };
    throw error;
  }
}

/** The first three steps are one call: that it was answered at all, that both agree on the time, and what was answered. */
async function authenticate({ connector }: GcpContext, run: ConnectionTestRun, key: GcpServiceAccountKey): Promise<GcpCaller> {
  const answer = await run.step('reach', async () => ({
    value: await connector.authorize(key, cloudPlatformScope).catch((error: unknown) => {
      if (!(error instanceof GcpError) || error.kind === 'UNREACHABLE') return refuse(error, key);
      return error;
    }),
  }));
  await run.step('clock', async () => {
    if (answer instanceof GcpError) return { value: answer.kind === 'CLOCK_SKEW' ? refuse(answer, key) : undefined };
    return { value: undefined, note: compareClocks(answer.clockOffsetMs) };
  });

  const token = await run.step('authenticate', async () => ({
    value: answer instanceof GcpError ? refuse(answer, key) : answer,
  }));
  run.identity = key.clientEmail;
  return connector.as(token);
}

/** Google takes assertions of a clock that is up to an hour slow, so that its acceptance alone does not tell. */
function compareClocks(offsetMs: number | null): StepNote | undefined {
  if (offsetMs === null) return { outcome: 'UNKNOWN', message: 'The answer of Google does not say what time it is there.' };
  if (Math.abs(offsetMs) > skewToleratedMs) throw new ConnectionRefused(gcpFailures.clockSkew());
  return undefined;
}

async function look(context: GcpContext, run: ConnectionTestRun, tested: TestedKey, options: VerifyOptions): Promise<Pick<Verified, 'status' | 'issuedAt'>> {
  const { caller, key, projectId } = tested;
  if (key.projectId !== projectId) {
    run.notices.push(
      `The service account lives in the project ${key.projectId} and reads ${projectId}. That is fine; the APIs must be enabled in ${key.projectId}.`,
    );
  }

  await findProject(context, run, tested);
  const areApisOff = await judgeApis(context, run, tested, options);
  const { notices, issuedAt } = await lookUpKeyAge(caller, key, context.now());
  run.notices.push(...notices);
  const isSomethingMissing = await judgePermissions(context, run, tested, options);
  return { status: areApisOff || isSomethingMissing ? 'DEGRADED' : 'CONNECTED', issuedAt };
}

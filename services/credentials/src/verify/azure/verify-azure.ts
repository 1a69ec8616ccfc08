import { setTimeout as delay } from 'node:timers/promises';
import type { ArmCaller } from '../../azure/arm-caller.ts';
import type { AzureContext } from '../../azure/azure-context.ts';
import type { AzureReach } from '../../azure/azure-connector.ts';
import { AzureError, type AzureErrorKind } from '../../azure/azure-error.ts';
import type { AzurePrincipal, AzureToken } from '../../azure/sign-in.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import { startConnectionTest, type ConnectionTestRun, type StepNote } from '../connection-test-run.ts';
import { azureFailures, refuseAzure, signInFailure } from './azure-failures.ts';
import { azurePermissionSteps, judgeAzurePermissions, noteMissing, readPermissions, type AzureJudged } from './judge-azure-permissions.ts';

/** What is tested: an application, and how it proves who it is. */
export interface AzureTest {
  principal: AzurePrincipal;
  /** Worth knowing whatever the test finds. */
  notices: readonly string[];
  /** What must hold before Azure is asked: the platform's own identity, where the proof is ours. @throws ConnectionRefused */
  checkPlatform?: () => void;
}

interface Subscription {
  subscriptionId?: string;
  tenantId?: string;
  state?: string;
}

const steps = ['reach', 'clock', 'authenticate', 'identity', ...azurePermissionSteps];

/** Entra allows five minutes: https://learn.microsoft.com/entra/identity-platform/access-tokens */
const skewToleratedMs = 5 * 60_000;

/** What Azure answers while it does not know everywhere what was created a moment ago. */
const mayBeNew: readonly AzureErrorKind[] = ['FEDERATED_SUBJECT', 'FEDERATED_ISSUER', 'FEDERATED_AUDIENCE', 'NO_SUCH_APPLICATION'];
const mayBeNewOnArm: readonly AzureErrorKind[] = ['DENIED', 'NOT_FOUND'];

/**
 * Tests access to a subscription: can Azure be reached, and is it the same time there; does Entra sign the application in; is the subscription
 * there, and in that directory; what may be read, and what too much.
 */
export async function verifyAzure(
  context: AzureContext,
  { principal, notices, checkPlatform }: AzureTest,
  options: VerifyOptions,
): Promise<Verification> {
  const run = startConnectionTest(checkPlatform ? ['platform-identity', ...steps] : steps, context.now);
  run.notices.push(...notices);
  const subscriptionId = options.expectedProviderAccountId?.toLowerCase();
  if (subscriptionId === undefined) throw new Error('an Azure credential is tested for a subscription');

  try {
    if (checkPlatform) await run.step('platform-identity', async () => ({ value: checkPlatform() }));

    const { clockOffsetMs, directoryId: subscriptionIn } = await run.step('reach', async () => ({ value: await reach(context, subscriptionId) }));
    await run.step('clock', async () => ({ value: undefined, note: compareClocks(clockOffsetMs) }));
    const token = await run.step('authenticate', async () => ({ value: await authenticate(context, principal, subscriptionIn, options) }));
    const clientId = principal.clientId.toLowerCase();
    run.identity = clientId;

    const judged = { arm: context.connector.as(token), subscriptionId, clientId, objectId: token.objectId };
    await run.step('identity', async () => ({
      value: undefined,
      note: await identify(context, run, { ...judged, directoryId: principal.directoryId.toLowerCase(), subscriptionIn }, options),
    }));

    const status = await judgeAzurePermissions(context, run, judged, options);
    return { ok: true, providerAccountId: subscriptionId, status, test: run.passed() };
  } catch (error) {
    if (error instanceof ConnectionRefused) return { ok: false, failure: run.failed(error.failure) };
    throw error;
  }
}

/** Asks without a token, which also tells what time it is there and, mostly, the directory of the subscription. */
function reach({ connector }: AzureContext, subscriptionId: string): Promise<AzureReach> {
  return connector.reach(subscriptionId).catch((error: unknown) => refuseAzure(error, () => null));
}

function compareClocks(offsetMs: number | null): StepNote | undefined {
  if (offsetMs === null) return { outcome: 'UNKNOWN', message: 'The answer of Azure does not say what time it is there.' };
  if (Math.abs(offsetMs) > skewToleratedMs) throw new ConnectionRefused(azureFailures.clockSkew());
  return undefined;
}

function authenticate(
  { connector, propagationWaitsMs }: AzureContext,
  principal: AzurePrincipal,
  subscriptionIn: string | null,
  { isFresh }: VerifyOptions,
): Promise<AzureToken> {
  return tryWhileNew(isFresh ? propagationWaitsMs : [], mayBeNew, () => connector.signIn(principal)).catch((error: unknown) =>
    refuseAzure(error, (azureError) => {
      const isElsewhere = subscriptionIn !== null && subscriptionIn !== principal.directoryId.toLowerCase();
      if (azureError.kind === 'NO_SUCH_APPLICATION' && isElsewhere) return azureFailures.applicationElsewhere(subscriptionIn);
      return signInFailure(azureError);
    }),
  );
}

interface Identified {
  arm: ArmCaller;
  clientId: string;
  subscriptionId: string;
  objectId: string | null;
  directoryId: string;
  subscriptionIn: string | null;
}

/** Whether the subscription is there and belongs to the directory that was entered. */
async function identify(
  context: AzureContext,
  run: ConnectionTestRun,
  { arm, subscriptionId, clientId, objectId, directoryId, subscriptionIn }: Identified,
  { isFresh }: VerifyOptions,
): Promise<StepNote | undefined> {
  if (subscriptionIn !== null && subscriptionIn !== directoryId)
    throw new ConnectionRefused(azureFailures.subscriptionElsewhere(subscriptionIn));

  let subscription: Subscription;
  try {
    subscription = await tryWhileNew(isFresh ? context.propagationWaitsMs : [], mayBeNewOnArm, () =>
      arm.get<Subscription>(`/subscriptions/${subscriptionId}?api-version=2022-12-01`),
    );
  } catch (error) {
    if (!(error instanceof AzureError) || error.kind !== 'DENIED')
      return refuseAzure(error, ({ kind }) => {
        if (kind === 'OTHER_DIRECTORY') return azureFailures.subscriptionElsewhere(subscriptionIn);
        return kind === 'NOT_FOUND' ? azureFailures.noSuchSubscription() : null;
      });
    return identifyUnread(context, run, { arm, subscriptionId, clientId, objectId });
  }

  const { tenantId, state } = subscription;
  if (tenantId !== undefined && tenantId.toLowerCase() !== directoryId)
    throw new ConnectionRefused(azureFailures.subscriptionElsewhere(tenantId.toLowerCase()));
  if (subscription.subscriptionId?.toLowerCase() !== subscriptionId) throw new ConnectionRefused(azureFailures.noSuchSubscription());
  if (state !== undefined && state !== 'Enabled') run.notices.push(`Azure says that the subscription is not enabled, but ${state}.`);
  return undefined;
}

/** The subscription itself may not be read. Whoever may do something on it has access all the same; whoever may do nothing has no role there. */
async function identifyUnread(
  { preflight }: AzureContext,
  run: ConnectionTestRun,
  { arm, subscriptionId, clientId, objectId }: AzureJudged,
): Promise<StepNote> {
  const permissions = await readPermissions(arm, subscriptionId, objectId).catch((error: unknown) => refuseAzure(error, () => null));
  if (permissions && permissions.grants.length > 0)
    return {
      outcome: 'UNKNOWN',
      message: 'The subscription itself may not be read (Microsoft.Resources/subscriptions/read): its directory is not confirmed.',
    };

  run.missingPermissions.push({ action: 'Microsoft.Resources/subscriptions/read', required: true, checks: [] });
  noteMissing(run, preflight, permissions);
  throw new ConnectionRefused(azureFailures.subscriptionClosed({ clientId, subscriptionId }));
}

/** Tries again, after each of the waits, what Azure refuses in a way that may only mean that it is new. @throws AzureError */
async function tryWhileNew<T>(waitsMs: readonly number[], kinds: readonly AzureErrorKind[], work: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AzureError) || !kinds.includes(error.kind)) throw error;
      await delay(waitMs);
    }
  }
  return work();
}

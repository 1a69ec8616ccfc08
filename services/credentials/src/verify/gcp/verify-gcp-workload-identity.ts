import { setTimeout as delay } from 'node:timers/promises';
import type { IssuedGcpToken } from '../../gcp/gcp-connector.ts';
import type { GcpContext } from '../../gcp/gcp-context.ts';
import { GcpError, type GcpErrorKind } from '../../gcp/gcp-error.ts';
import { cloudPlatformScope } from '../../gcp/scopes.ts';
import { audienceOf, type GcpWorkloadIdentity } from '../../gcp/workload-identity.ts';
import { subjectOfNobody } from '../../oidc-issuer/kit-subject.ts';
import type { OidcIssuer } from '../../oidc-issuer/open-oidc-issuer.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import { gcpFailures, refuse } from './gcp-failures.ts';
import { verifyGcp } from './verify-gcp.ts';

/** What Google answers while it does not know everywhere what was created a moment ago. */
const mayBeNew: readonly GcpErrorKind[] = ['NO_SUCH_PROVIDER', 'CONDITION_REFUSED', 'IMPERSONATION_DENIED'];
/** How Google tells that a subject is not let in: by the provider's condition, or by the account's own policy. */
const notLetIn: readonly GcpErrorKind[] = ['CONDITION_REFUSED', 'IMPERSONATION_DENIED'];

/** An access token of the service account, for an assertion of the platform's issuer. @throws GcpError, ConnectionRefused */
export async function federate(
  { connector, issuer }: GcpContext,
  identity: Pick<GcpWorkloadIdentity, 'clientEmail' | 'provider' | 'subject'>,
  scope: string,
): Promise<IssuedGcpToken> {
  const assertion = await mustBe(issuer).assert({ subject: identity.subject, audience: audienceOf(identity) });
  return connector.federate({ ...identity, assertion }, scope);
}

/**
 * Tests a service account that trusts the platform's OIDC issuer: as with a key, and that the account lets no other subject of the same issuer act as
 * itself, which would let in every customer of the platform.
 */
export function verifyGcpWorkloadIdentity(context: GcpContext, identity: GcpWorkloadIdentity, options: VerifyOptions): Promise<Verification> {
  const waitsMs = options.isFresh ? context.propagationWaitsMs : [];

  return verifyGcp(
    context,
    {
      account: identity,
      notices: [],
      checkPlatform: () => void mustBe(context.issuer),
      async authorize(scope) {
        for (const waitMs of waitsMs) {
          try {
            return await federate(context, identity, scope);
          } catch (error) {
            if (!(error instanceof GcpError) || !mayBeNew.includes(error.kind)) throw error;
            await delay(waitMs);
          }
        }
        return federate(context, identity, scope);
      },
      async proveSubject() {
        for (const waitMs of waitsMs) {
          if (await isAnotherRefused(context, identity)) return;
          await delay(waitMs);
        }
        if (!(await isAnotherRefused(context, identity))) throw new ConnectionRefused(gcpFailures.subjectNotRequired(identity.clientEmail));
      },
    },
    options,
  );
}

async function isAnotherRefused(context: GcpContext, identity: GcpWorkloadIdentity): Promise<boolean> {
  try {
    await federate(context, { ...identity, subject: subjectOfNobody() }, cloudPlatformScope);
    return false;
  } catch (error) {
    return error instanceof GcpError && notLetIn.includes(error.kind) ? true : refuse(error, identity);
  }
}

function mustBe(issuer: OidcIssuer | null): OidcIssuer {
  if (issuer === null) throw new ConnectionRefused(gcpFailures.noIssuer());
  return issuer;
}

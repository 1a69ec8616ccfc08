import { AwsError, type AwsErrorKind } from '../../aws/aws-error.ts';
import { anybody, defaultRegion, probeSessionName, type AwsContext } from '../../aws/aws-context.ts';
import type { AwsCredentials } from '../../aws/aws-connector.ts';
import { subjectOfNobody } from '../../oidc-issuer/kit-subject.ts';
import type { OidcIssuer } from '../../oidc-issuer/open-oidc-issuer.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { ConnectionRefused } from '../connection-refused.ts';
import { assumeRoleWithWebIdentity, awsAudience } from './assume-role-with-web-identity.ts';
import { awsFailures, refuse } from './aws-failures.ts';
import { tryWhileNew } from './try-while-new.ts';
import { verifyAssumedRole } from './verify-assumed-role.ts';

export interface AwsWebIdentity {
  kind: 'AWS_WEB_IDENTITY';
  roleArn: string;
  /** What the platform's issuer vouches for: `offload:<tenant>:<kit>`. */
  subject: string;
}

/** What AWS answers while it does not know everywhere what was created a moment ago. */
const mayBeNew: readonly AwsErrorKind[] = ['DENIED', 'TOKEN_REJECTED'];

/**
 * Tests a role that trusts the platform's OIDC issuer: as with an external ID, but for who the platform is to AWS, and for the proof that nobody
 * else gets in: the role must refuse another subject of the same issuer.
 */
export async function verifyAwsWebIdentity(context: AwsContext, identity: AwsWebIdentity, options: VerifyOptions): Promise<Verification> {
  const caller = context.connector.as(anybody, defaultRegion);
  const { issuer } = context;

  const assume = async (subject: string): Promise<AwsCredentials> => {
    const token = await mustBe(issuer).assert({ subject, audience: awsAudience });
    return assumeRoleWithWebIdentity(caller, { roleArn: identity.roleArn, token, sessionName: probeSessionName });
  };

  return verifyAssumedRole(
    context,
    {
      roleArn: identity.roleArn,
      reachAs: caller,
      // The call that reaches AWS is nobody's: what it was answered says nothing of the platform.
      checkPlatform: () => void mustBe(issuer),
      authenticate: () =>
        tryWhileNew(options.isFresh ? context.propagationWaitsMs : [], mayBeNew, () => assume(identity.subject)).catch((error: unknown) =>
          refuse(error, ({ kind }) => refusals[kind]?.() ?? null),
        ),
      proof: {
        step: 'subject',
        isProved: async () => {
          try {
            await assume(subjectOfNobody());
            return false;
          } catch (error) {
            return error instanceof AwsError && error.kind === 'DENIED' ? true : refuse(error, () => null);
          }
        },
        failure: awsFailures.subjectNotRequired,
      },
    },
    options,
  );
}

function mustBe(issuer: OidcIssuer | null): OidcIssuer {
  if (issuer === null) throw new ConnectionRefused(awsFailures.noIssuer());
  return issuer;
}

const refusals: Partial<Record<AwsErrorKind, () => ReturnType<typeof awsFailures.noIssuer>>> = {
  DENIED: awsFailures.roleNotAssumableByToken,
  TOKEN_REJECTED: awsFailures.federationMismatch,
  ISSUER_UNREADABLE: awsFailures.issuerUnreadable,
  // An assertion is used within a second of its five minutes.
  EXPIRED: awsFailures.clockSkew,
  REGION_OFF: () => awsFailures.regionNotEnabled([defaultRegion]),
};

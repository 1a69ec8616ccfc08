import type { ConnectionMaterial } from '@offload/contracts';
import { err, ok, Secret } from '@offload/service-kit';
import { z } from 'zod';
import { anybody, defaultRegion, type AwsContext } from '../aws/aws-context.ts';
import { leaseAwsRole, type NarrowedSession } from '../lease/aws/lease-aws-role.ts';
import { createLeaseCache } from '../lease/lease-cache.ts';
import { isSubjectOf, unknownKit } from '../oidc-issuer/kit-subject.ts';
import { assumeRoleWithWebIdentity, awsAudience } from '../verify/aws/assume-role-with-web-identity.ts';
import { inspectRoleArn } from '../verify/aws/aws-input.ts';
import { verifyAwsWebIdentity, type AwsWebIdentity } from '../verify/aws/verify-aws-web-identity.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

type WebIdentityMaterial = Extract<ConnectionMaterial, { kind: 'AWS_WEB_IDENTITY' }>;

const stored = z.object({ kind: z.literal('AWS_WEB_IDENTITY'), roleArn: z.string(), subject: z.string() });

/** An IAM role that trusts the platform's own issuer for one subject, so that there is no secret on either side. */
export function createAwsWebIdentityProvider(context: AwsContext): CredentialProvider<WebIdentityMaterial, AwsWebIdentity> {
  const cache = createLeaseCache(context.now);
  const { issuer } = context;

  return {
    async read({ kind, roleArn, subject }, _open, { tenantId }) {
      const invalid = inspectRoleArn(roleArn, 'webIdentity.roleArn');
      if (invalid) return err(invalid);
      return isSubjectOf(subject, tenantId) ? ok({ kind, roleArn, subject }) : err(unknownKit('webIdentity.onboardingKitId'));
    },
    serialize: ({ kind, roleArn, subject }) => new Secret(JSON.stringify({ kind, roleArn, subject })),
    deserialize: (text) => parseStored(stored, text),
    kinds: ['AWS_WEB_IDENTITY'],
    kindOf: () => 'AWS_WEB_IDENTITY',
    verify: (identity, options) => verifyAwsWebIdentity(context, identity, options),
    async lease(unseal, request) {
      if (issuer === null) return err({ reason: 'UNREACHABLE', message: "The platform's OIDC issuer is not there: its operator must name it again." });
      const assume = async (narrowed: NarrowedSession) => {
        const { roleArn, subject } = await unseal();
        const token = await issuer.assert({ subject, audience: awsAudience });
        return assumeRoleWithWebIdentity(context.connector.as(anybody, defaultRegion), { roleArn, token, ...narrowed });
      };
      return leaseAwsRole(cache, assume, request);
    },
    forget: cache.forget,
  };
}

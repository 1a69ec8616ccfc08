import type { ConnectionMaterial } from '@offload/contracts';
import { err, ok, Secret } from '@offload/service-kit';
import { z } from 'zod';
import { defaultRegion, type AwsContext } from '../aws/aws-context.ts';
import { leaseAwsRole } from '../lease/aws/lease-aws-role.ts';
import { createLeaseCache } from '../lease/lease-cache.ts';
import { assumeRole } from '../verify/aws/assume-role.ts';
import { inspectExternalId, inspectRoleArn } from '../verify/aws/aws-input.ts';
import { verifyAwsRole, type AwsRole } from '../verify/aws/verify-aws-role.ts';
import type { CredentialProvider } from './credential-provider.ts';
import { parseStored } from './parse-stored.ts';

type RoleMaterial = Extract<ConnectionMaterial, { kind: 'AWS_ROLE' }>;

const stored = z.object({ kind: z.literal('AWS_ROLE'), roleArn: z.string(), externalId: z.string() });

/** An IAM role that the platform assumes under an external ID. */
export function createAwsRoleProvider(context: AwsContext): CredentialProvider<RoleMaterial, AwsRole> {
  const cache = createLeaseCache(context.now);

  return {
    async read(material) {
      const invalid = inspectRoleArn(material.roleArn) ?? inspectExternalId(material.externalId);
      return invalid ? err(invalid) : ok(material);
    },
    serialize: ({ kind, roleArn, externalId }) => new Secret(JSON.stringify({ kind, roleArn, externalId })),
    deserialize: (text) => ({ ...parseStored(stored, text), issuedExternalIds: [] }),
    kinds: ['AWS_ROLE'],
    kindOf: () => 'AWS_ROLE',
    verify: (role, options) => verifyAwsRole(context, role, options),
    lease: (unseal, request) =>
      leaseAwsRole(
        cache,
        async (narrowed) => {
          const { roleArn, externalId } = await unseal();
          return assumeRole(context.connector.as(context.platform, defaultRegion), { roleArn, externalId, ...narrowed });
        },
        request,
      ),
    forget: cache.forget,
  };
}

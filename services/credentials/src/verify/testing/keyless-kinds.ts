import { createAwsConnector } from '../../aws/aws-connector.ts';
import { reaching, type TestedKind } from './failing-step.ts';

const goodWebIdentity: TestedKind['good'] = async (world, ctx) => (await world.awsFederated(ctx)).input;
const goodGcpFederation: TestedKind['good'] = async (world, ctx) => (await world.gcpFederated(ctx)).input;

/** Connections without a secret: the platform's own issuer vouches for them. */
export const keylessKinds: Record<string, TestedKind> = {
  'an AWS role by web identity': {
    steps: ['reach', 'clock', 'platform-identity', 'authenticate', 'identity', 'subject', 'regions', 'permissions', 'excess'],
    good: goodWebIdentity,
    failing: [
      {
        // The call that reaches is nobody's, which the simulator refuses before its faults.
        ...reaching(goodWebIdentity)[0]!,
        enter: goodWebIdentity,
        context: (world) => world.tenantWith({ aws: { connector: createAwsConnector({ mode: 'simulator', url: 'http://127.0.0.1:9' }) } }),
      },
      reaching(goodWebIdentity)[1]!,
      {
        step: 'platform-identity',
        code: 'PLATFORM_IDENTITY_BROKEN',
        remedy: /PLATFORM_OIDC_ISSUER/,
        enter: goodWebIdentity,
        context: (world) => world.tenantWith({ aws: { issuer: null } }),
      },
      {
        step: 'authenticate',
        code: 'ROLE_NOT_ASSUMABLE',
        remedy: /sts:AssumeRoleWithWebIdentity.*sub and aud/,
        async enter(world, ctx) {
          const { input, accountId } = await world.awsFederated(ctx);
          await world.simulator.deleteRole({ accountId, roleName: 'OffloadSecurityScanner' });
          return input;
        },
      },
      {
        step: 'identity',
        code: 'WRONG_ACCOUNT',
        remedy: /999999999999/,
        enter: async (world, ctx) => ({ ...(await world.awsFederated(ctx)).input, expectedProviderAccountId: '999999999999' }),
      },
      {
        step: 'subject',
        code: 'FEDERATION_MISMATCH',
        remedy: /StringEquals on <issuer>:sub to the trust policy of OffloadSecurityScanner/,
        enter: async (world, ctx) => (await world.awsFederated(ctx, { federated: { subject: null } })).input,
      },
      {
        step: 'regions',
        code: 'REGION_NOT_ENABLED',
        remedy: /Enable the region/,
        enter: async (world, ctx) => ({ ...(await world.awsFederated(ctx)).input, regions: ['me-south-1'] }),
      },
      {
        step: 'permissions',
        code: 'MISSING_PERMISSIONS',
        remedy: /`aws iam put-role-policy --role-name 'OffloadSecurityScanner' .*"Action":\["rds:DescribeDBInstances"\]/,
        enter: async (world, ctx) => (await world.awsFederated(ctx, { minusActions: ['rds:DescribeDBInstances'] })).input,
      },
      {
        step: 'excess',
        code: null,
        isConnected: true,
        remedy: /`aws iam detach-role-policy --role-name 'OffloadSecurityScanner' --policy-arn arn:aws:iam::aws:policy\/AdministratorAccess`/,
        enter: async (world, ctx) => (await world.awsFederated(ctx, { permissions: 'administrator' })).input,
      },
    ],
  },
  'a Google service account by workload identity': {
    steps: ['platform-identity', 'reach', 'clock', 'authenticate', 'subject', 'project', 'apis', 'permissions', 'excess'],
    good: goodGcpFederation,
    failing: [
      {
        step: 'platform-identity',
        code: 'PLATFORM_IDENTITY_BROKEN',
        remedy: /PLATFORM_OIDC_ISSUER/,
        enter: goodGcpFederation,
        context: (world) => world.tenantWith({ gcp: { issuer: null } }),
      },
      ...reaching(goodGcpFederation),
      {
        step: 'authenticate',
        code: 'FEDERATION_MISMATCH',
        remedy: /Terraform.*roles\/iam\.workloadIdentityUser/,
        enter: async (world, ctx) => (await world.gcpFederated(ctx, { federated: { isBound: false } })).input,
      },
      {
        step: 'subject',
        code: 'FEDERATION_MISMATCH',
        remedy: /principalSet.*assertion\.sub ==/,
        enter: async (world, ctx) => (await world.gcpFederated(ctx, { federated: { subject: null, condition: null } })).input,
      },
      {
        step: 'project',
        code: 'WRONG_ACCOUNT',
        remedy: /project id/,
        async enter(world, ctx) {
          const { projectId } = await world.simulator.gcp.createProject({ size: 0 });
          return { ...(await world.gcpFederated(ctx)).input, expectedProviderAccountId: projectId };
        },
      },
      {
        step: 'apis',
        code: 'API_NOT_ENABLED',
        remedy: /gcloud services enable cloudasset\.googleapis\.com --project=/,
        async enter(world, ctx) {
          const { input, projectId } = await world.gcpFederated(ctx);
          await world.simulator.gcp.setApi({ projectId, service: 'cloudasset.googleapis.com', enabled: false });
          return input;
        },
      },
      {
        step: 'permissions',
        code: 'MISSING_PERMISSIONS',
        remedy: /`gcloud projects add-iam-policy-binding '[a-z0-9-]+' --member='serviceAccount:[^']+' --role=roles\/cloudasset\.viewer --condition=None`/,
        enter: async (world, ctx) => (await world.gcpFederated(ctx, { minusPermissions: ['cloudasset.assets.listResource'] })).input,
      },
      {
        step: 'excess',
        code: null,
        isConnected: true,
        remedy: /`gcloud projects get-iam-policy /,
        enter: async (world, ctx) => (await world.gcpFederated(ctx, { permissions: 'editor' })).input,
      },
    ],
  },
};

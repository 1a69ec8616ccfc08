import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudProvider, newId, preflights, type CloudProvider } from '@offload/contracts';
import hcl from 'hcl2-parser';
import { execFileSync } from 'node:child_process';
import type { Context } from '../context.ts';
import { newExternalId } from '../external-id/external-id.ts';
import { readTerraformModules } from '../providers.ts';
import { accountsWorld, type AccountsWorld } from '../testing/accounts-world.ts';
import { awsSupplement } from './aws-kit.ts';
import { azureResourceProviders, azureRoles } from './azure-kit.ts';
import { createOnboardingKit } from './create-onboarding-kit.ts';
import { gcpApis, gcpFederationApis, gcpRoles } from './gcp-kit.ts';
import { onboardingKitResolvers } from './onboarding-kit.resolvers.ts';
import type { OnboardingKit } from './onboarding-kit.ts';
import { writeKitTerraform, writeOnboardingKit } from './write-onboarding-kit.ts';

const awsPrincipalArn = 'arn:aws:iam::999999999999:role/offload-platform';
const oidcIssuer = 'https://offload.example.com';

let world: AccountsWorld;
beforeAll(async () => {
  world = await accountsWorld();
});
afterEach(() => {
  world.credentials.identity = { awsPrincipalArn, oidcIssuer };
});
afterAll(() => world.drop());

async function created(ctx: Context, provider: CloudProvider): Promise<OnboardingKit> {
  const result = await createOnboardingKit(ctx, provider);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
/** The module of a kit, as Terraform reads it. */
const parsed = async (ctx: Context, kit: OnboardingKit): Promise<any> => (hcl.parseToObject(await writeKitTerraform(ctx, kit)) as any)[0];
const defaultsOf = ({ variable }: any): Record<string, unknown> =>
  Object.fromEntries(Object.entries<any>(variable).map(([name, [{ default: value }]]) => [name, value]));

/** What each command is run with, after a shell has taken it apart. Nothing is run but the shell. */
const wordsOf = (command: string): string[] =>
  execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' }).split('\0').slice(0, -1);

describe.each(cloudProvider.options)('a kit for %s', (provider) => {
  const resolve = (ctx: Context, id: string) => onboardingKitResolvers['Query']!['onboardingKit']!(undefined, { id }, ctx, undefined as never);

  it('is found again by the tenant that asked for it, and by nobody else', async () => {
    const ctx = world.tenant();
    const kit = await created(ctx, provider);

    expect(await resolve(ctx, kit.id)).toMatchObject(kit);
    const stranger = world.tenant();
    for (const id of [kit.id, newId(), "' OR true --"]) expect(await resolve(stranger, id)).toBeNull();
    expect(await onboardingKitResolvers['OnboardingKit']!['__resolveReference']!({ id: kit.id }, stranger, undefined as never, undefined as never)).toBeNull();
  });

  it('holds one Terraform file that parses, commands that a shell reads, and steps', async () => {
    const ctx = world.tenant();
    const kit = await created(ctx, provider);
    const { commands, steps } = await writeOnboardingKit(ctx, kit);

    expect(Object.keys((await parsed(ctx, kit)).resource).length).toBeGreaterThan(1);
    expect(steps.length).toBeGreaterThan(1);
    expect(() => execFileSync('/bin/sh', ['-n', '-c', commands.join('\n')])).not.toThrow();
  });

  it('names the permissions that a scan calls', () => {
    const permissions = (onboardingKitResolvers['OnboardingKit']!['permissions'] as unknown as (kit: unknown) => unknown[])({ provider });
    expect(permissions).toHaveLength(preflights[provider].length);
    expect(permissions).toContainEqual({ action: preflights[provider][0]!.action, required: preflights[provider][0]!.required });
  });

  it('asks who the platform is once an operation', async () => {
    const ctx = world.tenant();
    const kit = await created(ctx, provider);
    const before = world.credentials.identityAsked;
    const operation = world.tenant(ctx.tenantId);
    await Promise.all([writeOnboardingKit(operation, kit), writeKitTerraform(operation, kit)]);
    expect(world.credentials.identityAsked - before).toBe(1);
  });
});

describe('a kit for AWS', () => {
  it('has the platform’s principal and an external ID of its own in Terraform, commands and fields', async () => {
    const ctx = world.tenant();
    const [kit, other] = [await created(ctx, 'AWS'), await created(ctx, 'AWS')];
    expect(kit.externalId).toMatch(/^[\w+=,.@:/-]{16,1224}$/);
    expect(kit.externalId).not.toBe(other.externalId);

    const { trust, commands } = await writeOnboardingKit(ctx, kit);
    const subject = `offload:${ctx.tenantId}:${kit.id}`;
    expect(trust).toEqual({ awsPrincipalArn, oidcIssuer, subject, audience: 'sts.amazonaws.com' });
    expect(defaultsOf(await parsed(ctx, kit))).toMatchObject({
      federated: false,
      platform_principal_arn: awsPrincipalArn,
      external_id: kit.externalId,
      issuer: oidcIssuer,
      subject,
    });
    const trustPolicy = JSON.parse(wordsOf(commands[0]!).at(-1)!);
    expect(trustPolicy.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: awsPrincipalArn },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': kit.externalId } },
      },
    ]);
  });

  it('grants by commands what the module grants', async () => {
    const ctx = world.tenant();
    const kit = await created(ctx, 'AWS');
    const { data } = await parsed(ctx, kit);
    expect([...awsSupplement]).toEqual(data.aws_iam_policy_document.supplement[0].statement[0].actions);
    const put = (await writeOnboardingKit(ctx, kit)).commands.find((command) => command.includes('put-role-policy'))!;
    expect(JSON.parse(wordsOf(put).at(-1)!).Statement[0].Action).toEqual([...awsSupplement]);
  });

  it('trusts the issuer for the subject of the kit where the platform has no principal, by commands as by the module', async () => {
    world.credentials.identity = { awsPrincipalArn: null, oidcIssuer };
    const ctx = world.tenant();
    const kit = await created(ctx, 'AWS');
    const subject = `offload:${ctx.tenantId}:${kit.id}`;

    const { trust, commands, steps } = await writeOnboardingKit(ctx, kit);
    expect(trust).toEqual({ oidcIssuer, subject, audience: 'sts.amazonaws.com' });
    expect(defaultsOf(await parsed(ctx, kit))).toMatchObject({ federated: true, issuer: oidcIssuer, subject, audience: 'sts.amazonaws.com' });
    const make = commands.find((command) => command.includes('create-role'))!;
    const words = execFileSync('/bin/sh', ['-c', `ACCOUNT_ID=111122223333; printf '%s\\0' ${make}`], { encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(JSON.parse(words.at(-1)!).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/offload.example.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'offload.example.com:sub': subject, 'offload.example.com:aud': 'sts.amazonaws.com' } },
      },
    ]);
    expect(commands.some((command) => command.includes('create-open-id-connect-provider --url'))).toBe(true);
    expect(steps.at(-1)).toContain(kit.id);
  });

  it('is not made where the platform has no identity, and says whose it is to change', async () => {
    const ctx = world.tenant();
    const kit = await created(ctx, 'AWS');
    world.credentials.identity = { awsPrincipalArn: null, oidcIssuer: null };

    const later = world.tenant(ctx.tenantId);
    expect(await createOnboardingKit(later, 'AWS')).toMatchObject({
      ok: false,
      error: { kind: 'ProviderNotAvailable', provider: 'AWS', message: expect.stringContaining('PLATFORM_AWS_PRINCIPAL_ARN') },
    });
    expect(await writeOnboardingKit(later, kit)).toMatchObject({ trust: {}, commands: [], steps: [expect.stringContaining('operator')] });
  });
});

describe('a kit for Azure', () => {
  it('has the issuer, the audience and a subject of this tenant and this kit in Terraform, commands and fields', async () => {
    const ctx = world.tenant();
    const kit = await created(ctx, 'AZURE');
    const federation = { issuer: oidcIssuer, subject: `offload:${ctx.tenantId}:${kit.id}`, audience: 'api://AzureADTokenExchange' };

    const { trust, commands, steps } = await writeOnboardingKit(ctx, kit);
    expect(trust).toEqual({ oidcIssuer, subject: federation.subject, audience: federation.audience });
    expect(defaultsOf(await parsed(ctx, kit))).toMatchObject({ federated: true, ...federation });
    const create = commands.find((command) => command.includes('federated-credential'))!;
    expect(JSON.parse(wordsOf(create).at(-1)!)).toEqual({
      name: `offload-${kit.id}`,
      issuer: oidcIssuer,
      subject: federation.subject,
      audiences: [federation.audience],
    });
    expect(steps.join('\n')).toContain(kit.id);
    expect(commands.join('\n')).not.toContain('credential reset');
  });

  it('never has the subject of another kit, or of another tenant', async () => {
    const contexts = [world.tenant(), world.tenant()].flatMap((ctx) => [ctx, ctx]);
    const subjects = await Promise.all(contexts.map(async (ctx) => (await writeOnboardingKit(ctx, await created(ctx, 'AZURE'))).trust.subject));
    expect(new Set(subjects).size).toBe(4);
  });

  it('offers a client secret alone where the platform has no issuer, says so, and says until when the secret lasts', async () => {
    world.credentials.identity = { awsPrincipalArn, oidcIssuer: null };
    const ctx = world.tenant();
    const kit = await created(ctx, 'AZURE');
    const { trust, commands, steps } = await writeOnboardingKit(ctx, kit);

    expect(trust).toEqual({});
    expect(defaultsOf(await parsed(ctx, kit))).toMatchObject({ federated: false, subject: null, issuer: null });
    expect(steps[0]).toContain('no OIDC issuer');
    const endsOn = /--end-date (\S+)/.exec(commands.find((command) => command.includes('credential reset'))!)![1]!;
    const days = (Date.parse(endsOn) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(88);
    expect(days).toBeLessThanOrEqual(90);
  });

  it('grants by commands what the module grants', async () => {
    const { locals, provider } = await parsed(world.tenant(), await created(world.tenant(), 'AZURE'));
    expect(locals.flatMap((block: any) => block.roles ?? [])).toEqual([...azureRoles]);
    const registered = provider.azurerm[0].resource_providers_to_register as string;
    for (const namespace of azureResourceProviders) expect(registered).toContain(namespace);
  });
});

describe('a kit for Google Cloud', () => {
  it('grants by commands what the module grants, and enables the same APIs', async () => {
    const ctx = world.tenant();
    const { locals, variable } = await parsed(ctx, await created(ctx, 'GCP'));
    const [apis, roles] = ['apis', 'roles'].map((name) => locals.flatMap((block: any) => block[name] ?? []));
    expect(apis.toSorted()).toEqual([...gcpApis]);
    expect(variable.artifact_registry_reader[0].default).toBe(true);
    expect([...roles, 'roles/artifactregistry.reader'].toSorted()).toEqual([...gcpRoles].toSorted());
  });

  it('lets the issuer act as the service account for the subject of the kit, in Terraform and by commands, and makes no key', async () => {
    const ctx = world.tenant();
    const kit = await created(ctx, 'GCP');
    const subject = `offload:${ctx.tenantId}:${kit.id}`;

    const { trust, commands, steps } = await writeOnboardingKit(ctx, kit);
    expect(trust).toEqual({ oidcIssuer, subject });
    const defaults = defaultsOf(await parsed(ctx, kit));
    expect(defaults).toMatchObject({ federated: true, issuer: oidcIssuer, subject });
    expect(defaults['pool_id']).toMatch(/^offload-security-[0-9a-f]{12}$/);
    const all = commands.join('\n');
    for (const said of [oidcIssuer, `assertion.sub == "${subject}"`, String(defaults['pool_id']), ...gcpFederationApis]) expect(all).toContain(said);
    expect(all).toContain(`principal://iam.googleapis.com/$POOL/subject/"'${subject}'`);
    expect(all).not.toContain('keys create');
    expect(steps.join('\n')).toContain(kit.id);
    const { locals } = await parsed(ctx, kit);
    expect(locals.flatMap((block: any) => block.federation_apis ?? [])).toEqual([...gcpFederationApis]);
  });

  it('writes a key, where the platform has no issuer, where nobody else can read it, and says to delete it', async () => {
    world.credentials.identity = { awsPrincipalArn, oidcIssuer: null };
    const ctx = world.tenant();
    const kit = await created(ctx, 'GCP');
    const { trust, commands, steps } = await writeOnboardingKit(ctx, kit);
    expect([trust, defaultsOf(await parsed(ctx, kit))['federated']]).toEqual([{}, false]);
    expect(commands.at(-1)).toContain('umask 077');
    expect(steps.at(-1)).toContain('Delete the key file');
  });
});

describe('the Terraform modules', () => {
  it('cannot be read from a folder that is not there', async () => {
    await expect(readTerraformModules('no-such-folder')).rejects.toThrow('ENOENT');
  });
});

describe('newExternalId', () => {
  it('has the characters and the length that AWS demands, and is never the same', () => {
    const ids = Array.from({ length: 200 }, newExternalId);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[\w+=,.@:/-]{16,1224}$/);
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { preflights } from '@offload/contracts';
import { testHouseRules } from '../testing/house-rules.ts';
import { evaluate, hasTerraform } from '../testing/terraform-cli.ts';
import { expressionIn, readTerraformModule, resourceOf, type TerraformModule } from '../testing/terraform-module.ts';

const values = { subscription_id: '0b1f6471-1bf0-4dda-aec3-111122223333' };

testHouseRules({
  provider: 'AZURE',
  folder: 'azure',
  input: 'ConnectAzureAccountInput',
  givenOtherwise: ['onboardingKitId'],
  furtherOutputs: [],
  secretOutputs: ['client_secret'],
  values,
  taken: [
    ['subscription_id', '0B1F6471-1BF0-4DDA-AEC3-111122223333'],
    ['issuer', 'https://offload.example.com'],
    ['issuer', 'https://example.com:8443/offload/oidc'],
    ['subject', 'offload:0198f0c4-9d1c-7a63-8b2e-4a5c6d7e8f90:0198f0c4-9d1c-7a63-8b2e-4a5c6d7e8f91'],
    ['application_name', 'Offload'],
  ],
  refused: [
    ['subscription_id', 'production'],
    ['issuer', 'http://offload.example.com'],
    ['issuer', 'https://offload.example.com/'],
    ['issuer', 'https://offload.example.com/?tenant=1'],
    ['subject', 'repo:my-organization/my-repo:environment:prod'],
    ['subject', 'offload:only-a-tenant'],
    ['audience', 'https://management.azure.com'],
    ['application_name', ' '],
  ],
});

describe('the Terraform module for Azure', () => {
  let module: TerraformModule;
  beforeAll(async () => {
    module = await readTerraformModule('azure');
  });
  const the = (type: string, name: string): any => resourceOf(module, type, name);
  const whereTerraformIs = hasTerraform ? it : it.skip;

  it('assigns the documented roles on the subscription and nowhere else', () => {
    expect(module.locals.roles).toEqual(['Reader', 'Security Reader', 'Log Analytics Reader']);
    expect(Object.keys(module.resource.azurerm_role_assignment)).toEqual(['reader', 'strict']);
    for (const name of ['reader', 'strict']) {
      expect(the('azurerm_role_assignment', name)).toMatchObject({
        scope: '${data.azurerm_subscription.scanned.id}',
        principal_id: '${azuread_service_principal.scanner.object_id}',
        skip_service_principal_aad_check: true,
      });
    }
    expect(module.data.azurerm_subscription.scanned[0].subscription_id).toBe('${var.subscription_id}');
  });

  whereTerraformIs('reads blobs only when that is asked for, and assigns no built-in role when it is strict', async () => {
    const assigned = (switches: object) =>
      evaluate(module, expressionIn(the('azurerm_role_assignment', 'reader').for_each), { ...values, ...switches });

    expect(await assigned({})).toEqual(['Log Analytics Reader', 'Reader', 'Security Reader']);
    expect(await assigned({ storage_blob_data_reader: true })).toEqual([
      'Log Analytics Reader',
      'Reader',
      'Security Reader',
      'Storage Blob Data Reader',
    ]);
    expect(await assigned({ strict: true })).toEqual([]);
    expect(await assigned({ strict: true, storage_blob_data_reader: true })).toEqual(['Storage Blob Data Reader']);
  });

  it('needs no supplement: all that collectors declare is a read, which Reader grants', () => {
    expect(preflights.AZURE.map(({ action }) => action).filter((action) => !action.endsWith('/read'))).toEqual([]);
  });

  whereTerraformIs('grants, when it is strict, what collectors declare and what confirms the subscription, by name', async () => {
    const { count, permissions } = the('azurerm_role_definition', 'strict');
    expect(Object.keys(permissions[0])).toEqual(['actions']);
    expect(await evaluate(module, expressionIn(count), values)).toBe(0);
    expect(
      await evaluate(module, expressionIn(count), {
        ...values,
        strict: true,
      }),
    ).toBe(1);

    const actions = (await evaluate(module, expressionIn(permissions[0].actions), values)) as string[];
    expect(actions.toSorted()).toEqual(
      [
        ...preflights.AZURE.map(({ action }) => action),
        'Microsoft.ResourceGraph/resources/read',
        'Microsoft.Resources/subscriptions/providers/read',
        'Microsoft.Resources/subscriptions/read',
      ].toSorted(),
    );
    for (const action of actions) expect(action).toMatch(/^Microsoft\.[A-Za-z/]+\/read$/);
  });

  it('names its custom role after the subscription: names are unique in a directory', () => {
    expect(the('azurerm_role_definition', 'strict').name).toContain('${var.subscription_id}');
  });

  whereTerraformIs.each([
    [
      false,
      {
        azuread_application_password: 1,
        azuread_application_federated_identity_credential: 0,
      },
    ],
    [
      true,
      {
        azuread_application_password: 0,
        azuread_application_federated_identity_credential: 1,
      },
    ],
  ])('makes, with federated = %s, one way to sign in and not the other', async (federated, counts) => {
    for (const [type, count] of Object.entries(counts))
      expect(
        await evaluate(module, expressionIn(the(type, 'scanner').count), {
          ...values,
          federated,
        }),
      ).toBe(count);
  });

  it("trusts the platform's issuer for the subject of one kit, and insists on both", () => {
    const { issuer, subject, audiences, lifecycle } = the('azuread_application_federated_identity_credential', 'scanner');
    expect({ issuer, subject, audiences }).toEqual({
      issuer: '${var.issuer}',
      subject: '${var.subject}',
      audiences: ['${var.audience}'],
    });
    expect(lifecycle[0].precondition[0].condition).toBe('${var.issuer != null && var.subject != null}');
    expect(module.variable.audience.default).toBe('api://AzureADTokenExchange');
  });

  it('makes a new secret from day 60 on, and none that lasts beyond day 90', () => {
    expect(the('time_rotating', 'secret').rotation_days).toBe(60);
    const { end_date, rotate_when_changed, lifecycle } = the('azuread_application_password', 'scanner');
    expect(end_date).toBe(`\${timeadd(time_rotating.secret[0].rfc3339, "${90 * 24}h")}`);
    expect(rotate_when_changed).toEqual({
      secret: '${time_rotating.secret[0].id}',
    });
    expect(lifecycle).toEqual([{ create_before_destroy: true }]);
  });

  it('refuses to make the application in another directory than that of the subscription', () => {
    expect(the('azuread_application', 'scanner').lifecycle[0].precondition[0].condition).toBe(
      '${data.azuread_client_config.current.tenant_id == data.azurerm_subscription.scanned.tenant_id}',
    );
  });

  it('asks no permission of the directory for the application, and no other directory may use it', () => {
    expect(the('azuread_application', 'scanner').sign_in_audience).toBe('AzureADMyOrg');
    expect(Object.keys(the('azuread_application', 'scanner'))).not.toContain('required_resource_access');
    expect(Object.keys(module.resource).filter((type) => /app_role|directory_role|permission_grant/.test(type))).toEqual([]);
  });

  whereTerraformIs('registers the providers that a scan asks about the subscription itself, and no other', async () => {
    const [, expression] = /resource_providers_to_register\s*= (.*)/.exec(module.text)!;
    const registered = (await evaluate(module, expression!, values)) as string[];
    const asked = new Set(preflights.AZURE.map(({ action }) => action.split('/')[0]!.toLowerCase()));

    expect(registered.map((namespace) => namespace.toLowerCase()).toSorted()).toEqual(['microsoft.insights', 'microsoft.security']);
    for (const namespace of registered) expect(asked).toContain(namespace.toLowerCase());
    expect(
      await evaluate(module, expression!, {
        ...values,
        register_providers: false,
      }),
    ).toEqual([]);
    expect(module.text).toMatch(/resource_provider_registrations = "none"/);
  });
});

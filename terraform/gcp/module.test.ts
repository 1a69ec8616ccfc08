import { beforeAll, describe, expect, it } from '@jest/globals';
import { preflights } from '@offload/contracts';
import { testHouseRules } from '../testing/house-rules.ts';
import { evaluate, hasTerraform } from '../testing/terraform-cli.ts';
import { expressionIn, readTerraformModule, resourceOf, type TerraformModule } from '../testing/terraform-module.ts';

const values = { project_id: 'acme-production-1' };

testHouseRules({
  provider: 'GCP',
  folder: 'gcp',
  input: 'ConnectGcpAccountInput',
  // An input of its own, of which the outputs are parts.
  givenOtherwise: ['workloadIdentity'],
  furtherOutputs: ['key_file', 'service_account', 'workload_identity_provider'],
  secretOutputs: ['service_account_key'],
  values,
  taken: [
    ['project_id', 'abc123'],
    ['project_id', 'example.com:acme-production'],
    ['service_account_id', 'offload'],
    ['key_file', '../keys/acme.json'],
    ['pool_id', 'offload-security-0123456789ab'],
    ['issuer', 'https://offload.example.com'],
  ],
  refused: [
    ['project_id', '123456789012'],
    ['project_id', 'Acme Production'],
    ['project_id', `a${'x'.repeat(30)}`],
    ['service_account_id', 'short'],
    ['service_account_id', 'ends-with-'],
    ['issuer', 'https://offload.example.com/'],
    ['subject', 'offload:only-a-tenant'],
    ['pool_id', 'gcp-is-reserved'],
    ['pool_id', 'Has Spaces'],
    ['key_file', 'keys/'],
    ['key_file', '.json'],
  ],
});

const documentedRoles = [
  'roles/viewer',
  'roles/cloudasset.viewer',
  'roles/securitycenter.findingsViewer',
  'roles/securitycenter.assetsViewer',
  'roles/iam.securityReviewer',
];
/** What those lack of what Google asks for: serviceusage.services.use. */
const supplement = 'roles/serviceusage.serviceUsageConsumer';

describe('the Terraform module for Google Cloud', () => {
  let module: TerraformModule;
  beforeAll(async () => {
    module = await readTerraformModule('gcp');
  });
  const the = (type: string, name: string): any => resourceOf(module, type, name);
  const whereTerraformIs = hasTerraform ? it : it.skip;

  it('lets the issuer of the platform act, federated, as the service account for one subject, and makes no key then', async () => {
    expect(the('google_iam_workload_identity_pool_provider', 'platform')).toMatchObject({
      count: '${var.federated ? 1 : 0}',
      attribute_mapping: { 'google.subject': 'assertion.sub' },
      attribute_condition: 'assertion.sub == "${var.subject}"',
      oidc: [{ issuer_uri: '${var.issuer}' }],
    });
    expect(the('google_service_account_iam_member', 'federated')).toEqual({
      count: '${var.federated ? 1 : 0}',
      service_account_id: '${google_service_account.scanner.name}',
      role: 'roles/iam.workloadIdentityUser',
      member: 'principal://iam.googleapis.com/${google_iam_workload_identity_pool.platform[0].name}/subject/${var.subject}',
    });
    expect(module.locals.create_key).toBe('${var.create_key && !var.federated}');
    for (const [type, name] of [['time_rotating', 'key'], ['google_service_account_key', 'scanner'], ['local_sensitive_file', 'key']] as const) {
      expect(the(type, name).count).toBe('${local.create_key ? 1 : 0}');
    }
  });

  whereTerraformIs('enables, federated, also what is called to act as the service account', async () => {
    const enabled = (switches: object) => evaluate(module, expressionIn(the('google_project_service', 'scanned').for_each), { ...values, ...switches });
    const federated = (await enabled({ federated: true })) as string[];
    const plain = (await enabled({})) as string[];
    expect(federated.filter((api) => !plain.includes(api))).toEqual(['iamcredentials.googleapis.com', 'sts.googleapis.com']);
  });

  it('binds the documented roles and the one that they lack, in the project', () => {
    expect(module.locals.roles.toSorted()).toEqual([...documentedRoles, supplement].toSorted());
    for (const name of ['reader', 'strict']) {
      expect(the('google_project_iam_member', name)).toMatchObject({
        project: '${var.project_id}',
        member: '${google_service_account.scanner.member}',
      });
    }
  });

  it('leaves the bindings of others alone', () => {
    expect(Object.keys(module.resource).filter((type) => /_iam_(?:binding|policy)$/.test(type))).toEqual([]);
  });

  whereTerraformIs('binds the role for Artifact Registry unless that is switched off, and no predefined role when it is strict', async () => {
    const bound = (switches: object) =>
      evaluate(module, expressionIn(the('google_project_iam_member', 'reader').for_each), { ...values, ...switches });

    expect(await bound({})).toEqual([...documentedRoles, supplement, 'roles/artifactregistry.reader'].toSorted());
    expect(await bound({ artifact_registry_reader: false })).toEqual([...documentedRoles, supplement].toSorted());
    expect(await bound({ strict: true })).toEqual([]);
  });

  whereTerraformIs(
    'grants, when it is strict, what collectors declare and what calling them takes, by name, and nothing that reads data',
    async () => {
      const { count, permissions } = the('google_project_iam_custom_role', 'strict');
      expect(await evaluate(module, expressionIn(count), values)).toBe(0);
      expect(
        await evaluate(module, expressionIn(count), {
          ...values,
          strict: true,
        }),
      ).toBe(1);
      expect(the('google_project_iam_member', 'strict').role).toBe('${google_project_iam_custom_role.strict[0].name}');

      const granted = (await evaluate(module, expressionIn(permissions), values)) as string[];
      const beside = ['iam.serviceAccountKeys.get', 'serviceusage.services.get', 'serviceusage.services.use'];
      expect(granted.toSorted()).toEqual([...preflights.GCP.map(({ action }) => action), ...beside].toSorted());
      for (const permission of granted) {
        if (permission !== 'serviceusage.services.use') expect(permission).toMatch(/^[a-z]+\.[A-Za-z]+\.(?:get|list|search)[A-Za-z]*$/);
        expect(permission).not.toMatch(/^storage\.objects\.|^secretmanager\.|getData$|SerialPortOutput$|\.downloadArtifacts$/);
      }
    },
  );

  it('enables every API that a scan reads, and those that the connection test asks', () => {
    // https://cloud.google.com/iam/docs/permissions-reference: most permissions are named after their API.
    const apiOf: Record<string, string> = {
      resourcemanager: 'cloudresourcemanager',
      cloudsql: 'sqladmin',
    };
    const read = preflights.GCP.map(({ action }) => action.split('.')[0]!).map((prefix) => apiOf[prefix] ?? prefix);
    // How old a key is, which APIs are on, and what has changed since a scan.
    const asked = ['iam', 'serviceusage', 'logging'];

    const expected = new Set([...read, ...asked].map((api) => `${api}.googleapis.com`));
    expect(module.locals.apis).toEqual([...expected].toSorted());
  });

  whereTerraformIs('enables nothing when that is switched off', async () => {
    const enabled = (switches: object) =>
      evaluate(module, expressionIn(the('google_project_service', 'scanned').for_each), { ...values, ...switches });
    expect(await enabled({})).toEqual(module.locals.apis);
    expect(await enabled({ enable_apis: false })).toEqual([]);
  });

  it('leaves the APIs on when it is destroyed', () => {
    expect(the('google_project_service', 'scanned')).toMatchObject({
      project: '${var.project_id}',
      disable_on_destroy: false,
    });
  });

  it('makes nothing before the APIs are on that making it takes', () => {
    for (const [type, name] of [
      ['google_service_account', 'scanner'],
      ['google_project_iam_custom_role', 'strict'],
    ] as const)
      expect(the(type, name).depends_on).toEqual(['${google_project_service.scanned}']);
  });

  whereTerraformIs('makes no key, and writes none, when that is switched off', async () => {
    for (const [type, name] of [
      ['google_service_account_key', 'scanner'],
      ['local_sensitive_file', 'key'],
      ['time_rotating', 'key'],
    ] as const) {
      const { count } = the(type, name);
      expect(await evaluate(module, expressionIn(count), values)).toBe(1);
      expect(
        await evaluate(module, expressionIn(count), {
          ...values,
          create_key: false,
        }),
      ).toBe(0);
    }
  });

  it('writes the key where only its owner reads it', () => {
    expect(the('local_sensitive_file', 'key')).toMatchObject({
      filename: '${var.key_file}',
      content_base64: '${google_service_account_key.scanner[0].private_key}',
      file_permission: '0600',
      directory_permission: '0700',
    });
  });

  it('makes a new key from day 60 on', () => {
    expect(the('time_rotating', 'key').rotation_days).toBe(60);
    expect(the('google_service_account_key', 'scanner')).toMatchObject({
      keepers: { key: '${time_rotating.key[0].id}' },
      lifecycle: [{ create_before_destroy: true }],
    });
  });

  it('says in its README that the key file is to be deleted, and where keys may be forbidden', () => {
    expect(module.readme).toMatch(/\*\*delete the file\*\*/);
    expect(module.readme).toContain('iam.disableServiceAccountKeyCreation');
    expect(module.readme).toContain(module.variable.key_file.default);
  });
});

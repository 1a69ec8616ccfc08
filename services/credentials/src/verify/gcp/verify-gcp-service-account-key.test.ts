import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { GcpOnboarding } from '@offload/simulator';
import { testConnection } from '../../credential/test-connection.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';
import { outcomes, refused, sealed } from '../../testing/connecting.ts';
import { testedPreflight } from './testing/gcp-preflight.ts';

describe('connecting a Google Cloud project', () => {
  let world: CredentialsWorld;

  beforeAll(async () => {
    world = await credentialsWorld({ gcpPreflight: testedPreflight });
  });
  afterEach(() => world.setTime(null));
  afterAll(() => world.close());

  const passed = { reach: 'PASSED', clock: 'PASSED', authenticate: 'PASSED', project: 'PASSED', apis: 'PASSED', permissions: 'PASSED', excess: 'PASSED' };

  describe('with the roles of the onboarding kit', () => {
    it('connects it, says who the key is, and asks to delete the file', async () => {
      const ctx = world.tenant();
      const { input, projectId, email } = await world.gcpOnboarded(ctx);

      const { test, status, providerAccountId } = await sealed(ctx, input);

      expect({ status, providerAccountId, identity: test.identity }).toEqual({
        status: 'CONNECTED',
        providerAccountId: projectId,
        identity: email,
      });
      expect(outcomes(test)).toEqual(passed);
      expect(test).toMatchObject({ missingPermissions: [], excessivePermissions: [] });
      expect(test.notices.join('\n')).toMatch(/Delete the key file/);
      expect(test.notices.join('\n')).toMatch(/The key was created on \d{4}-\d\d-\d\d; it must be rotated within 90 days/);
    });

    it('connects the project of the key when none was entered', async () => {
      const ctx = world.tenant();
      const { input, projectId } = await world.gcpOnboarded(ctx);

      expect(await sealed(ctx, { ...input, expectedProviderAccountId: null })).toMatchObject({ providerAccountId: projectId });
    });

    it('seals four fields of the key file and nothing else, and logs no word of the key', async () => {
      const ctx = world.tenant();
      const { key, projectId } = await world.gcpOnboarded(ctx);
      const input = await world.gcpKey(ctx, JSON.stringify({ ...key, canary: 'canary-of-the-key-file' }));

      await sealed(ctx, input);

      const stored = (await world.secrets.get({ tenantId: ctx.tenantId, cloudAccountId: input.cloudAccountId }, 1))!.reveal();
      const { privateKey, ...others } = JSON.parse(stored) as Record<string, string>;
      expect(others).toEqual({
        kind: 'GCP_SERVICE_ACCOUNT_KEY',
        clientEmail: key.client_email,
        projectId,
        privateKeyId: key.private_key_id,
      });
      expect(privateKey!.trim()).toBe(key.private_key.trim());
      const lines = key.private_key.split('\n').filter((line) => line.length > 40);
      for (const secret of [...lines, 'canary-of-the-key-file']) expect(world.logged()).not.toContain(secret);
    });

    it('connects one project for two tenants, each with a row, a secret and a fingerprint of its own', async () => {
      const [one, other] = [world.tenant(), world.tenant()];
      const { input, key } = await world.gcpOnboarded(one);
      const same = await world.gcpKey(other, key);

      await sealed(one, input);
      await sealed(other, same);

      const [first, second] = await Promise.all([
        one.read(({ credentials }) => credentials.ofCloudAccount(input.cloudAccountId)),
        other.read(({ credentials }) => credentials.ofCloudAccount(same.cloudAccountId)),
      ]);
      expect(first).toMatchObject({ kind: 'GCP_SERVICE_ACCOUNT_KEY', providerAccountId: second!.providerAccountId });
      expect(first!.fingerprint).not.toBe(second!.fingerprint);
      expect(await other.read(({ credentials }) => credentials.ofCloudAccount(input.cloudAccountId))).toBeNull();
      expect(await testConnection(other, input.cloudAccountId)).toMatchObject({ ok: false, error: { kind: 'NotFound' } });
    });

    it('tests a connected project again, without speaking of the file, and tells when access is lost', async () => {
      const ctx = world.tenant();
      const { input, email, key } = await world.gcpOnboarded(ctx);
      await sealed(ctx, input);

      const again = await testConnection(ctx, input.cloudAccountId);
      await world.simulator.gcp.revokeKey({ email, keyId: key.private_key_id });
      const after = await testConnection(ctx, input.cloudAccountId);

      expect(again).toMatchObject({ ok: true, value: { ok: true } });
      expect(JSON.stringify(again)).not.toContain('Delete the key file');
      expect(after).toMatchObject({ ok: false, error: { kind: 'ConnectionTestFailed', code: 'INVALID_CREDENTIALS' } });
    });

    it('calls only what reads', async () => {
      const ctx = world.tenant();
      const { input, projectId } = await world.gcpOnboarded(ctx);
      await world.simulator.clearRecorded();

      await sealed(ctx, input);

      const calls = (await world.simulator.recorded({})).filter(({ accountId }) => accountId === projectId);
      expect(new Set(calls.map(({ operation }) => operation))).toEqual(
        new Set([
          'oauth2.token',
          'cloudresourcemanager.projects.get',
          'cloudresourcemanager.projects.testIamPermissions',
          'serviceusage.services.batchGet',
          'iam.projects.serviceAccounts.keys.get',
        ]),
      );
    });
  });

  it('tells of a key that is due for rotation', async () => {
    const ctx = world.tenant();
    const { input } = await world.gcpOnboarded(ctx);
    const { cloudAccountId } = input;
    await sealed(ctx, input);
    world.setTime(new Date(Date.now() + 75 * 24 * 3_600_000));

    const again = await testConnection(ctx, cloudAccountId);

    expect(JSON.stringify(again)).toMatch(/created on \d{4}-\d\d-\d\d, 7[45] days ago\. Keys must be rotated within 90 days/);
  });

  describe('with a key of another project', () => {
    async function twoProjects(options: Partial<GcpOnboarding> = {}) {
      const ctx = world.tenant();
      const home = (await world.simulator.gcp.createProject({ size: 0 })).projectId;
      return { ctx, home, ...(await world.gcpOnboarded(ctx, { keyProjectId: home, ...options })) };
    }

    it('that may read this one connects it, and says where the APIs count', async () => {
      const { ctx, home, input, projectId } = await twoProjects();

      const { test, providerAccountId, status } = await sealed(ctx, input);

      expect({ providerAccountId, status }).toEqual({ providerAccountId: projectId, status: 'CONNECTED' });
      expect(test.notices.join('\n')).toContain(`The service account lives in the project ${home} and reads ${projectId}`);
    });

    it('looks for APIs that are off there, and not in the project that it reads', async () => {
      const { ctx, home, input, projectId, key } = await twoProjects();
      await world.simulator.gcp.setApi({ projectId, service: 'cloudasset.googleapis.com', enabled: false });
      await sealed(ctx, input);

      await world.simulator.gcp.setApi({ projectId: home, service: 'cloudasset.googleapis.com', enabled: false });
      const other = world.tenant();
      const failure = await refused(world, other, await world.gcpKey(other, key, { expectedProviderAccountId: projectId }));

      expect(failure.code).toBe('API_NOT_ENABLED');
      expect(failure.message).toContain(`the project ${home}`);
      expect(failure.message).toContain('cloudasset.googleapis.com');
    });

    it('that may do too much at home is over-privileged', async () => {
      const { ctx, home, email, input } = await twoProjects();
      await world.simulator.gcp.bindRole({ projectId: home, email, role: 'roles/owner' });

      const { test } = await sealed(ctx, input);

      expect(test.excessivePermissions).toContain(`resourcemanager.projects.setIamPolicy (in ${home})`);
      expect(outcomes(test).excess).toBe('FAILED');
    });
  });

  describe('of which too little may be read', () => {
    it.each([[['securitycenter.findings.list']], [['cloudasset.assets.listResource', 'resourcemanager.projects.get']]])(
      'names each missing permission, with the checks that it costs: %j',
      async (permissions) => {
        const ctx = world.tenant();
        const { input } = await world.gcpOnboarded(ctx, { minusPermissions: permissions });

        const failure = await refused(world, ctx, input);

        expect(failure.code).toBe('MISSING_PERMISSIONS');
        const expected = testedPreflight.filter(({ action }) => permissions.includes(action));
        expect(failure.test.missingPermissions).toEqual(
          expected.map(({ action, required, checks }) => ({ action, required, checks: [...checks] })),
        );
        for (const permission of permissions) expect(failure.message).toContain(permission);
      },
    );

    it('names all of them for a key of this project without any role', async () => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx, { permissions: 'none' });

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('MISSING_PERMISSIONS');
      expect(failure.test.missingPermissions.map(({ action }) => action)).toEqual([
        ...testedPreflight.map(({ action }) => action),
        'serviceusage.services.use',
      ]);
    });

    it('connects it as DEGRADED when partial access is accepted', async () => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx, { minusPermissions: ['securitycenter.findings.list'] });

      const { status, test } = await sealed(ctx, { ...input, acceptPartialAccess: true });

      expect(status).toBe('DEGRADED');
      expect(test.steps.find(({ name }) => name === 'permissions')).toMatchObject({ outcome: 'FAILED', code: 'MISSING_PERMISSIONS' });
    });

    it('connects it without optional permissions, and says what is off', async () => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx, { minusPermissions: ['container.clusters.list'] });

      const { status, test } = await sealed(ctx, input);

      expect(status).toBe('CONNECTED');
      expect(test.missingPermissions).toEqual([
        { action: 'container.clusters.list', required: false, checks: ['gcp.container.private-nodes'] },
      ]);
      expect(test.notices.join('\n')).toContain('container.clusters.list');
    });

    it('says which permissions Google does not know, and takes them for neither there nor missing', async () => {
      const preflight = [...testedPreflight, { action: 'cloudasset.assets.notYetInvented', required: true, checks: [] }];
      const ctx = world.tenantWith({ gcp: { preflight } });
      const { input } = await world.gcpOnboarded(ctx);

      const { status, test } = await sealed(ctx, input);

      expect(status).toBe('CONNECTED');
      expect(test.missingPermissions).toEqual([]);
      expect(test.steps.find(({ name }) => name === 'permissions')).toMatchObject({ outcome: 'UNKNOWN' });
      expect(test.notices.join('\n')).toContain('cloudasset.assets.notYetInvented');
    });
  });

  describe('of which too much is allowed', () => {
    it('names what an editor could do', async () => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx, { permissions: 'editor' });

      const { test } = await sealed(ctx, input);

      expect(test.excessivePermissions).toEqual(
        expect.arrayContaining([
          'compute.instances.delete',
          'iam.serviceAccountKeys.create',
          'iam.serviceAccounts.actAs',
          'storage.buckets.delete',
        ]),
      );
      expect(test.excessivePermissions).not.toContain('resourcemanager.projects.setIamPolicy');
      expect(test.steps.find(({ name }) => name === 'excess')).toMatchObject({ outcome: 'FAILED' });
    });

    it.each([
      ['roles/storage.objectViewer', 'storage.objects.get'],
      ['roles/secretmanager.secretAccessor', 'secretmanager.versions.access'],
      ['roles/iam.securityAdmin', 'resourcemanager.projects.setIamPolicy'],
      ['roles/iam.serviceAccountKeyAdmin', 'iam.serviceAccountKeys.create'],
    ])('names what %s allows: %s', async (role, permission) => {
      const ctx = world.tenant();
      const { input, projectId, email } = await world.gcpOnboarded(ctx);
      await world.simulator.gcp.bindRole({ projectId, email, role });

      expect((await sealed(ctx, input)).test.excessivePermissions).toContain(permission);
    });

    it('is told also where too little is allowed', async () => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx, { permissions: 'editor', minusPermissions: ['cloudasset.assets.listResource'] });

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('MISSING_PERMISSIONS');
      expect(failure.test.excessivePermissions).toContain('compute.instances.delete');
    });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { unusedPort } from '@offload/testkit';
import { verifyAndSeal } from '../../credential/verify-and-seal.ts';
import { createGcpConnector } from '../../gcp/gcp-connector.ts';
import { credentialsWorld, type CredentialsWorld } from '../../testing/credentials-world.ts';
import { outcomes, refused, sealed } from '../../testing/connecting.ts';
import { testedPreflight } from './testing/gcp-preflight.ts';

describe('connecting a Google Cloud project that cannot be connected', () => {
  let world: CredentialsWorld;

  beforeAll(async () => {
    world = await credentialsWorld({ gcpPreflight: testedPreflight });
  });
  afterEach(async () => {
    await world.simulator.faults.clear();
    await world.simulator.setClockOffset(0);
  });
  afterAll(() => world.close());

  describe('whose key is not accepted', () => {
    it('says that a deleted and a disabled key are answered alike', async () => {
      for (const isDisabled of [false, true]) {
        const ctx = world.tenant();
        const { input, email, key } = await world.gcpOnboarded(ctx);
        await world.simulator.gcp.revokeKey({ email, keyId: key.private_key_id, isDisabled });

        const failure = await refused(world, ctx, input);

        expect(failure.code).toBe('INVALID_CREDENTIALS');
        expect(failure.possibleCauses).toEqual(['INVALID_CREDENTIALS', 'DISABLED_CREDENTIALS', 'EXPIRED_CREDENTIALS']);
        expect(outcomes(failure.test)).toMatchObject({ reach: 'PASSED', authenticate: 'FAILED', project: 'SKIPPED' });
        expect(failure.test.identity).toBeNull();
      }
    });

    it('refuses a key of one account under the name of another', async () => {
      const ctx = world.tenant();
      const { projectId, key } = await world.gcpOnboarded(ctx);
      const other = await world.simulator.gcp.putServiceAccount({ projectId, name: 'another-account' });

      expect((await refused(world, ctx, await world.gcpKey(ctx, { ...key, client_email: other.email }))).code).toBe('INVALID_CREDENTIALS');
    });

    it('tells a disabled service account, which Google answers like a deleted one', async () => {
      const ctx = world.tenant();
      const disabled = await world.gcpOnboarded(ctx);
      await world.simulator.gcp.putServiceAccount({ projectId: disabled.projectId, name: 'offload-security-scanner', isDisabled: true });
      const deleted = await world.gcpOnboarded(ctx);
      await world.simulator.gcp.deleteServiceAccount({ email: deleted.email });

      for (const { input, email } of [disabled, deleted]) {
        const failure = await refused(world, ctx, input);
        expect(failure.code).toBe('DISABLED_CREDENTIALS');
        expect(failure.possibleCauses).toEqual(['DISABLED_CREDENTIALS', 'INVALID_CREDENTIALS']);
        expect(failure.message).toContain(email);
      }
    });

    it('tells an expired credential where Google does', async () => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx);
      await world.simulator.faults.set([{ match: { action: 'oauth2.token' }, effect: 'expired' }]);

      expect((await refused(world, ctx, input)).code).toBe('EXPIRED_CREDENTIALS');
    });

    it.each([3_600_000 * 2, -3_600_000 * 2])('tells that our clock is off: %i ms', async (offsetMs) => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx);
      await world.simulator.setClockOffset(offsetMs);

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('CLOCK_SKEW');
      expect(failure.remedy).toContain('Nothing that you entered is at fault');
      expect(outcomes(failure.test)).toMatchObject({ reach: 'PASSED', clock: 'FAILED', authenticate: 'SKIPPED' });
    });
  });

  describe('whose APIs are off', () => {
    const off = async (projectId: string, ...services: string[]): Promise<void> => {
      for (const service of services) await world.simulator.gcp.setApi({ projectId, service, enabled: false });
    };

    it('names them, and how to enable them', async () => {
      const ctx = world.tenant();
      const { input, projectId } = await world.gcpOnboarded(ctx);
      await off(projectId, 'cloudasset.googleapis.com', 'securitycenter.googleapis.com');

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('API_NOT_ENABLED');
      expect(failure.remedy).toContain(
        `gcloud services enable cloudasset.googleapis.com securitycenter.googleapis.com --project=${projectId}`,
      );
      expect(outcomes(failure.test)).toMatchObject({ project: 'PASSED', apis: 'FAILED', permissions: 'SKIPPED' });
    });

    it('names Resource Manager, without which not even the project is seen, and accepts no partial access then', async () => {
      const ctx = world.tenant();
      const { input, projectId } = await world.gcpOnboarded(ctx);
      await off(projectId, 'cloudresourcemanager.googleapis.com');

      const failure = await refused(world, ctx, { ...input, acceptPartialAccess: true });

      expect(failure.code).toBe('API_NOT_ENABLED');
      expect(failure.message).toContain('cloudresourcemanager.googleapis.com');
      expect(outcomes(failure.test)).toMatchObject({ project: 'UNKNOWN', apis: 'FAILED' });
    });

    it.each(['off', 'denied'])('finds them one by one when Service Usage is %s', async (usage) => {
      const ctx = world.tenant();
      const { input, projectId } = await world.gcpOnboarded(
        ctx,
        usage === 'denied' ? { minusPermissions: ['serviceusage.services.get'] } : {},
      );
      if (usage === 'off') await off(projectId, 'serviceusage.googleapis.com');
      await off(projectId, 'securitycenter.googleapis.com', 'container.googleapis.com');

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('API_NOT_ENABLED');
      expect(failure.message).toContain('securitycenter.googleapis.com');
      expect(failure.message).not.toMatch(/container|cloudasset|serviceusage/);
      expect(failure.test.notices.join('\n')).toContain('container.googleapis.com');
    });

    it('connects it without optional ones, and as DEGRADED without a required one when partial access is accepted', async () => {
      const ctx = world.tenant();
      const { input, projectId, key } = await world.gcpOnboarded(ctx);
      await off(projectId, 'artifactregistry.googleapis.com');
      const { status, test } = await sealed(ctx, input);
      expect(status).toBe('CONNECTED');
      expect(test.notices.join('\n')).toContain('artifactregistry.googleapis.com');

      await off(projectId, 'securitycenter.googleapis.com');
      const partial = await sealed(ctx, await world.gcpKey(ctx, key, { acceptPartialAccess: true }));
      expect(partial.status).toBe('DEGRADED');
      expect(partial.test.steps.find(({ name }) => name === 'apis')).toMatchObject({ outcome: 'FAILED', code: 'API_NOT_ENABLED' });
    });

    it('believes the API itself rather than Service Usage, which may know of a change before it', async () => {
      const { connector } = world.gcp;
      const lagging: typeof connector = {
        ...connector,
        as: (token) => {
          const caller = connector.as(token);
          return {
            async call<T>(operation: string, url: string, body?: object) {
              const answer = await caller.call<T>(operation, url, body);
              if (operation === 'serviceusage:batchGet') await off(projectId, 'cloudresourcemanager.googleapis.com');
              return answer;
            },
          };
        },
      };
      const ctx = world.tenantWith({ gcp: { connector: lagging } });
      const { input, projectId } = await world.gcpOnboarded(ctx);

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('API_NOT_ENABLED');
      expect(failure.message).toContain('cloudresourcemanager.googleapis.com');
      expect(outcomes(failure.test)).toMatchObject({ apis: 'PASSED', permissions: 'FAILED' });
    });
  });

  describe('that is not the one that was entered', () => {
    it('says that one that does not exist and one that may not be seen are answered alike', async () => {
      const ctx = world.tenant();
      const { key, email } = await world.gcpOnboarded(ctx);
      const foreign = (await world.simulator.gcp.createProject({ size: 0 })).projectId;

      for (const projectId of ['no-such-project-here', foreign]) {
        const failure = await refused(world, ctx, await world.gcpKey(ctx, key, { expectedProviderAccountId: projectId }));

        expect(failure.code).toBe('WRONG_ACCOUNT');
        expect(failure.possibleCauses).toEqual(['WRONG_ACCOUNT', 'MISSING_PERMISSIONS']);
        expect(failure.message).toContain(projectId);
        expect(failure.remedy).toContain(email);
        expect(outcomes(failure.test)).toMatchObject({ authenticate: 'PASSED', project: 'FAILED', apis: 'SKIPPED' });
      }
    });

    it('tells a project that is there by anything that may be done in it', async () => {
      const ctx = world.tenant();
      const home = (await world.simulator.gcp.createProject({ size: 0 })).projectId;
      const { input } = await world.gcpOnboarded(ctx, { keyProjectId: home, minusPermissions: ['resourcemanager.projects.get'] });

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('MISSING_PERMISSIONS');
      expect(failure.message).toContain('resourcemanager.projects.get');
      expect(outcomes(failure.test)).toMatchObject({ project: 'UNKNOWN', permissions: 'FAILED' });
    });

    it('refuses one that is scheduled for deletion', async () => {
      const ctx = world.tenant();
      const { input, projectId } = await world.gcpOnboarded(ctx);
      await world.simulator.gcp.override({
        projectId,
        type: 'project',
        location: 'global',
        index: 0,
        fields: { state: 'DELETE_REQUESTED' },
      });

      const failure = await refused(world, ctx, input);

      expect(failure.code).toBe('WRONG_ACCOUNT');
      expect(failure.message).toContain('scheduled for deletion');
    });

    it.each(['My Project', '123456789012', 'UPPER-case', 'a', '../../etc', ''])(
      'refuses what is no project id before any call: %j',
      async (projectId) => {
        const ctx = world.tenant();
        const { key } = await world.gcpOnboarded(ctx);
        const input = await world.gcpKey(ctx, key, { expectedProviderAccountId: projectId });
        await world.simulator.clearRecorded();

        expect(await verifyAndSeal(ctx, input)).toMatchObject({
          outcome: 'INVALID',
          error: { code: 'MALFORMED_PROJECT_ID', field: 'projectId' },
        });
        expect(await world.simulator.recorded()).toEqual([]);
        await world.expectNothingStored(ctx, input);
      },
    );
  });

  describe('for reasons that lie elsewhere', () => {
    const calls = [
      'oauth2.token',
      'cloudresourcemanager.projects.get',
      'serviceusage.services.batchGet',
      'cloudresourcemanager.projects.testIamPermissions',
    ];

    it.each(calls)('tells throttling apart: of %s', async (action) => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx);
      await world.simulator.faults.set([{ match: { action }, effect: 'throttle' }]);

      expect((await refused(world, ctx, input)).code).toBe('THROTTLED');
    });

    it.each(['drop', 'error'] as const)('tells apart that Google gives no answer: %s', async (effect) => {
      for (const action of calls) {
        const ctx = world.tenant();
        const { input } = await world.gcpOnboarded(ctx);
        await world.simulator.faults.set([{ match: { action }, effect }]);

        expect((await refused(world, ctx, input)).code).toBe('UNREACHABLE');
      }
    });

    it('takes a failure that passes for none', async () => {
      const ctx = world.tenant();
      const { input } = await world.gcpOnboarded(ctx);
      await world.simulator.faults.set(calls.map((action) => ({ match: { action }, effect: 'error' as const, times: 2 })));

      expect((await sealed(ctx, input)).status).toBe('CONNECTED');
    });

    it('tells apart that Google is not there at all', async () => {
      const connector = createGcpConnector({ mode: 'simulator', url: `http://127.0.0.1:${await unusedPort()}` });
      const ctx = world.tenantWith({ gcp: { connector } });
      const { input } = await world.gcpOnboarded(ctx);

      const failure = await refused(world, ctx, input);

      connector.close();
      expect(failure.code).toBe('UNREACHABLE');
      expect(outcomes(failure.test)).toMatchObject({ reach: 'FAILED', authenticate: 'SKIPPED' });
    });
  });
});

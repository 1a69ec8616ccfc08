/** Who may do what: the product's roles, projects and the APIs that are on in them, and what is recorded of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../simulator.ts';
import { neededPermissions } from './iam/method-permissions.ts';
import { onboardingRoles, permissionsOfRole } from './iam/roles.ts';
import { askAs, reasonOf } from './testing/google.ts';

const own = 'scanner-home';
const read = 'customer-data';
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'permissions', size: 60 });
  await simulator.gcp.createProject({ projectId: own, size: 0 });
  await simulator.gcp.createProject({ projectId: read });
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.clearRecorded());

const urls = (projectId: string) => ({
  project: `https://cloudresourcemanager.googleapis.com/v1/projects/${projectId}`,
  assets: `https://cloudasset.googleapis.com/v1/projects/${projectId}/assets?contentType=RESOURCE&pageSize=5`,
  policies: `https://cloudasset.googleapis.com/v1/projects/${projectId}/assets?contentType=IAM_POLICY&pageSize=5`,
  search: `https://cloudasset.googleapis.com/v1/projects/${projectId}:searchAllResources?query=location:europe-west4*&pageSize=5`,
  findings: `https://securitycenter.googleapis.com/v2/projects/${projectId}/sources/-/locations/global/findings`,
  repositories: `https://artifactregistry.googleapis.com/v1/projects/${projectId}/locations/us-central1/repositories`,
  clusters: `https://container.googleapis.com/v1/projects/${projectId}/locations/-/clusters`,
  services: `https://serviceusage.googleapis.com/v1/projects/${projectId}/services?filter=state:ENABLED`,
  accounts: `https://iam.googleapis.com/v1/projects/${projectId}/serviceAccounts`,
});

describe('onboarding', () => {
  it('binds the six roles of the product, which open every reading method and none that writes', async () => {
    const { key } = await simulator.gcp.applyOnboarding({ projectId: read });
    const ask = await askAs(simulator, key);
    for (const [name, url] of Object.entries(urls(read))) expect([name, (await ask(url)).status]).toEqual([name, 200]);
    const granted = new Set(onboardingRoles.flatMap((role) => permissionsOfRole(role)!));
    expect(neededPermissions.filter((permission) => !granted.has(permission)).sort()).toEqual([
      'iam.serviceAccountKeys.create',
      'iam.serviceAccounts.getAccessToken',
      'logging.privateLogEntries.list',
      'resourcemanager.projects.setIamPolicy',
      'securitycenter.findings.setMute',
      'serviceusage.services.enable',
      'storage.buckets.delete',
    ]);
  });

  it('may be strict, over-privileged or nothing, less single permissions, and gives out the same key again', async () => {
    const { key } = await simulator.gcp.applyOnboarding({ projectId: read });
    const ask = await askAs(simulator, key);
    const test = async () =>
      (
        await ask(`${urls(read).project}:testIamPermissions`, {
          permissions: ['cloudasset.assets.listResource', 'cloudasset.assets.listIamPolicy', 'compute.instances.delete'],
        })
      ).body.permissions as string[] | undefined;
    expect(await test()).toEqual(['cloudasset.assets.listResource', 'cloudasset.assets.listIamPolicy']);
    await simulator.gcp.applyOnboarding({ projectId: read, minusPermissions: ['cloudasset.assets.listI*'] });
    expect(await test()).toEqual(['cloudasset.assets.listResource']);
    await simulator.gcp.applyOnboarding({ projectId: read, permissions: 'strict', strictPermissions: ['cloudasset.assets.listIamPolicy'] });
    expect(await test()).toEqual(['cloudasset.assets.listIamPolicy']);
    await simulator.gcp.applyOnboarding({ projectId: read, permissions: 'editor' });
    expect(await test()).toContain('compute.instances.delete');
    await simulator.gcp.applyOnboarding({ projectId: read, roles: ['roles/browser'] });
    expect((await ask(urls(read).project)).status).toBe(200);
    expect(await test()).toBeUndefined();
    const { key: again } = await simulator.gcp.applyOnboarding({ projectId: read, permissions: 'none' });
    expect(await test()).toBeUndefined();
    expect(again).toEqual(key);
  });

  it('shows in the policy of the project', async () => {
    const { key } = await simulator.gcp.applyOnboarding({ projectId: read });
    const ask = await askAs(simulator, key);
    const { body } = await ask(`${urls(read).project}:getIamPolicy`, { options: { requestedPolicyVersion: 3 } });
    const bindings = body.bindings as { role: string; members: string[]; condition?: object }[];
    for (const role of onboardingRoles)
      expect(bindings.filter((binding) => binding.role === role).flatMap(({ members }) => members)).toContain(`serviceAccount:${key.client_email}`);
    expect([body.version, bindings.some(({ condition }) => condition)]).toEqual([3, true]);
    const old = await ask(`${urls(read).project}:getIamPolicy`, {});
    expect(old.body.version).toBe(1);
    expect((old.body.bindings as object[]).some((binding) => 'condition' in binding)).toBe(false);
  });
});

describe('a key of one project that reads another', () => {
  it('needs its roles there and the APIs at home', async () => {
    const { key } = await simulator.gcp.applyOnboarding({ projectId: read, keyProjectId: own });
    expect(key.project_id).toBe(own);
    const ask = await askAs(simulator, key);
    expect((await ask(urls(read).assets)).status).toBe(200);
    expect(reasonOf(await ask(urls(own).assets))?.reason).toBe('IAM_PERMISSION_DENIED');

    await simulator.gcp.setApi({ projectId: read, service: 'cloudasset.googleapis.com', enabled: false });
    expect((await ask(urls(read).assets)).status).toBe(200);
    await simulator.gcp.setApi({ projectId: own, service: 'cloudasset.googleapis.com', enabled: false });
    const refused = reasonOf(await ask(urls(read).assets));
    const { projectNumber } = (await simulator.gcp.project(own))!;
    expect([refused?.reason, refused?.metadata.consumer]).toEqual(['SERVICE_DISABLED', `projects/${projectNumber}`]);
  });

  it('may put its calls on the account of another project where it may use services', async () => {
    const { key } = await simulator.gcp.applyOnboarding({ projectId: read, keyProjectId: own });
    const ask = await askAs(simulator, key);
    await simulator.gcp.setApi({ projectId: own, service: 'cloudasset.googleapis.com', enabled: false });
    await simulator.gcp.setApi({ projectId: read, service: 'cloudasset.googleapis.com', enabled: true });
    const onAccountOf = (projectId: string) => ask(urls(read).assets, undefined, { 'x-goog-user-project': projectId });
    expect((await onAccountOf(read)).status).toBe(200);
    expect(reasonOf(await onAccountOf('missing-project'))?.reason).toBe('USER_PROJECT_DENIED');
    await simulator.gcp.denyPermissions({ projectId: read, email: key.client_email, permissions: ['serviceusage.services.use'] });
    expect(reasonOf(await onAccountOf(read))?.reason).toBe('USER_PROJECT_DENIED');
    await simulator.gcp.setApi({ projectId: own, service: 'cloudasset.googleapis.com', enabled: true });
  });
});

describe('roles', () => {
  it('add up, and are taken away one by one', async () => {
    const { email, key } = await simulator.gcp.applyOnboarding({ projectId: read, permissions: 'none', accountName: 'adds-up' });
    const ask = await askAs(simulator, key);
    await simulator.gcp.bindRole({ projectId: read, email, role: 'roles/container.clusterViewer' });
    await simulator.gcp.bindRole({ projectId: read, email, permissions: ['serviceusage.services.list'] });
    await simulator.gcp.bindRole({ projectId: read, email, permissions: ['iam.serviceAccounts.list'] });
    const statuses = async () => {
      const { clusters, services, accounts } = urls(read);
      return [(await ask(clusters)).status, (await ask(services)).status, (await ask(accounts)).status];
    };
    expect(await statuses()).toEqual([200, 200, 200]);
    await simulator.gcp.unbind({ projectId: read, email, role: 'roles/container.clusterViewer' });
    expect(await statuses()).toEqual([403, 200, 200]);
    await simulator.gcp.unbind({ projectId: read, email });
    expect(await statuses()).toEqual([403, 403, 403]);
  });

  it('that the simulator does not carry cannot be bound', async () => {
    const { email } = await simulator.gcp.applyOnboarding({ projectId: read });
    await expect(simulator.gcp.bindRole({ projectId: read, email, role: 'roles/no.suchRole' })).rejects.toThrow('does not carry the role');
  });
});

describe('what is recorded', () => {
  it('names caller, project, place, method, permissions and outcome', async () => {
    const { email, key } = await simulator.gcp.applyOnboarding({ projectId: read });
    const ask = await askAs(simulator, key);
    await ask(urls(read).search);
    await ask(urls(read).policies);
    await ask(`${urls(read).project}:setIamPolicy`, {});
    const principal = `gcp:${email}`;
    const one = { principal, accountId: read, count: 1 };
    expect(await simulator.recorded({ principalPrefix: 'gcp:' })).toEqual([
      { ...one, region: '', operation: 'oauth2.token', actions: [], outcome: 'ok' },
      {
        ...one,
        region: 'europe-west4',
        operation: 'cloudasset.projects.searchAllResources',
        actions: ['cloudasset.assets.searchAllResources'],
        outcome: 'ok',
      },
      { ...one, region: '', operation: 'cloudasset.projects.assets.list', actions: ['cloudasset.assets.listIamPolicy'], outcome: 'ok' },
      {
        ...one,
        region: '',
        operation: 'cloudresourcemanager.projects.setIamPolicy',
        actions: ['resourcemanager.projects.setIamPolicy'],
        outcome: 'denied',
      },
    ]);
  });
});

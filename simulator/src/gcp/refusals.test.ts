/** How Google's APIs refuse: every reason by which a client tells causes apart, and what the fault plan can stage. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceAccountKeyDocument } from './gcp-control.ts';
import { startSimulator, type Simulator } from '../simulator.ts';
import { askAs, askWith, jwtOf, reasonOf, securityCenterOf, send, type Ask } from './testing/google.ts';

const projectId = 'refusal-story';
const assets = `https://cloudasset.googleapis.com/v1/projects/${projectId}/assets?contentType=RESOURCE`;
const test = (project: string) => `https://cloudresourcemanager.googleapis.com/v1/projects/${project}:testIamPermissions`;
let simulator: Simulator;
let key: ServiceAccountKeyDocument;
let ask: Ask;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'refusals', size: 40 });
  await simulator.gcp.createProject({ projectId });
  ({ key } = await simulator.gcp.applyOnboarding({ projectId }));
  ask = await askAs(simulator, key);
});
afterAll(() => simulator.stop());
afterEach(() => simulator.faults.clear());

describe('credentials', () => {
  it('that are missing, forged or of another simulator are told apart from those that are over', async () => {
    const missing = await send(simulator.endpoint, assets);
    expect([missing.status, reasonOf(missing)?.reason]).toEqual([401, 'CREDENTIALS_MISSING']);
    const other = await startSimulator({ seed: 'another', size: 0 });
    await other.gcp.createProject({ projectId });
    const { key: foreign } = await other.gcp.applyOnboarding({ projectId });
    const { access_token: token } = await jwtOf(other.endpoint, foreign).authorize();
    await other.stop();
    for (const forged of ['ya29.c.nonsense', 'eyJhbGciOiJSUzI1NiJ9.e30.x', token!]) {
      const refused = await askWith(simulator, forged)(assets);
      expect([refused.status, refused.body.error.status, reasonOf(refused)?.reason]).toEqual([
        401,
        'UNAUTHENTICATED',
        'ACCESS_TOKEN_TYPE_UNSUPPORTED',
      ]);
    }
  });

  it('with too narrow a scope are refused as such', async () => {
    const narrow = await askAs(simulator, key, ['https://www.googleapis.com/auth/devstorage.read_only']);
    expect(reasonOf(await narrow(assets))?.reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    const reading = await askAs(simulator, key, ['https://www.googleapis.com/auth/cloud-platform.read-only']);
    expect((await reading(assets)).status).toBe(200);
    const write = await reading(`https://cloudresourcemanager.googleapis.com/v1/projects/${projectId}:setIamPolicy`, {});
    expect(reasonOf(write)?.reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
  });

  it('of a deleted account are invalid, also its tokens', async () => {
    await simulator.gcp.putServiceAccount({ projectId, name: 'short-lived' });
    const email = `short-lived@${projectId}.iam.gserviceaccount.com`;
    await simulator.gcp.bindRole({ projectId, email, role: 'roles/owner' });
    const short = await askAs(simulator, await simulator.gcp.createKey({ email }));
    expect((await short(assets)).status).toBe(200);
    await simulator.gcp.deleteServiceAccount({ email });
    expect(reasonOf(await short(assets))?.reason).toBe('ACCOUNT_STATE_INVALID');
  });
});

describe('permissions', () => {
  it('that are missing are named, with the project', async () => {
    await simulator.gcp.denyPermissions({ projectId, email: key.client_email, permissions: ['cloudasset.assets.listResource'] });
    const refused = await ask(assets);
    await simulator.gcp.denyPermissions({ projectId, email: key.client_email, permissions: [] });
    expect([refused.status, refused.body.error.status]).toEqual([403, 'PERMISSION_DENIED']);
    expect(reasonOf(refused)).toMatchObject({
      reason: 'IAM_PERMISSION_DENIED',
      domain: 'iam.googleapis.com',
      metadata: { permission: 'cloudasset.assets.listResource', resource: `projects/${projectId}` },
    });
    expect((await ask(assets)).status).toBe(200);
  });

  it('in a project that does not exist and in one that may not be seen are refused in the same words', async () => {
    await simulator.gcp.createProject({ projectId: 'unseen-project' });
    const unseen = await ask('https://cloudresourcemanager.googleapis.com/v1/projects/unseen-project');
    const missing = await ask('https://cloudresourcemanager.googleapis.com/v1/projects/missing-project');
    expect([unseen.status, missing.status]).toEqual([403, 403]);
    expect(missing.text.replaceAll('missing-project', 'unseen-project')).toBe(unseen.text);
  });

  it('are tested without any, and a question with a name that Google does not know is refused whole', async () => {
    await simulator.gcp.putServiceAccount({ projectId, name: 'nobody' });
    const nobody = await askAs(simulator, await simulator.gcp.createKey({ email: `nobody@${projectId}.iam.gserviceaccount.com` }));
    const permissions = ['resourcemanager.projects.get', 'storage.buckets.delete'];
    expect((await nobody(test(projectId), { permissions })).body).toEqual({});
    expect((await ask(test(projectId), { permissions })).body).toEqual({ permissions: ['resourcemanager.projects.get'] });
    expect((await ask(test('missing-project'), { permissions })).body.error).toMatchObject({ code: 403, status: 'PERMISSION_DENIED' });
    for (const wrong of [
      ['storage.buckets.*'],
      ['resourcemanager.projects.get', 'no.such.permission'],
      new Array(101).fill('resourcemanager.projects.get'),
    ])
      expect((await ask(test(projectId), { permissions: wrong })).body.error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
  });

  it.each([
    ['setIamPolicy', `https://cloudresourcemanager.googleapis.com/v1/projects/${projectId}:setIamPolicy`, 'resourcemanager.projects.setIamPolicy'],
    [
      'serviceAccountKeys.create',
      `https://iam.googleapis.com/v1/projects/-/serviceAccounts/app-0@${projectId}.iam.gserviceaccount.com/keys`,
      'iam.serviceAccountKeys.create',
    ],
    [
      'services.enable',
      `https://serviceusage.googleapis.com/v1/projects/${projectId}/services/run.googleapis.com:enable`,
      'serviceusage.services.enable',
    ],
  ])('to write are not in what a customer grants: %s', async (_name, url, permission) => {
    expect(reasonOf(await ask(url, {}))?.metadata.permission).toBe(permission);
  });

  it('to delete a bucket are not either', async () => {
    const { access_token: token } = await jwtOf(simulator.endpoint, key).authorize();
    const refused = await send(simulator.endpoint, `https://storage.googleapis.com/storage/v1/b/${projectId}-logs-0`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(reasonOf(refused)?.metadata.permission).toBe('storage.buckets.delete');
  });
});

describe('APIs', () => {
  it('that are off are named, with the project that would have to switch them on', async () => {
    await simulator.gcp.setApi({ projectId, service: 'cloudasset.googleapis.com', enabled: false });
    const refused = await ask(assets);
    await simulator.gcp.setApi({ projectId, service: 'cloudasset.googleapis.com', enabled: true });
    const number = (await simulator.gcp.project(projectId))!.projectNumber;
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toMatch(/^Cloud Asset API has not been used in project \d{12} before or it is disabled\./);
    expect(reasonOf(refused)).toMatchObject({
      reason: 'SERVICE_DISABLED',
      domain: 'googleapis.com',
      metadata: { service: 'cloudasset.googleapis.com', consumer: `projects/${number}` },
    });
  });

  it('that are not served answer 404, once the caller is known', async () => {
    expect((await ask(`https://compute.googleapis.com/compute/v1/projects/${projectId}/zones`)).status).toBe(404);
    expect((await send(simulator.endpoint, 'https://compute.googleapis.com/compute/v1/projects')).status).toBe(401);
  });

  it('refuse what they do not understand', async () => {
    for (const url of [
      `${assets}&pageSize=1001`,
      `${assets}&pageSize=many`,
      `${assets}&pageToken=nonsense`,
      `${assets}&assetTypes=nonsense`,
      `${assets}&readTime=tomorrow`,
      `https://cloudasset.googleapis.com/v1/projects/${projectId}:searchAllResources?query=(a%20OR%20b)`,
      `https://cloudasset.googleapis.com/v1/projects/${projectId}:searchAllResources?readMask=nonsense`,
      `https://securitycenter.googleapis.com/v2/projects/${projectId}/sources/-/locations/global/findings?filter=nonsense`,
      `https://serviceusage.googleapis.com/v1/projects/${projectId}/services?filter=nonsense`,
    ])
      expect([url, (await ask(url)).body.error?.status]).toEqual([url, 'INVALID_ARGUMENT']);
    expect((await ask('https://logging.googleapis.com/v2/entries:list', { resourceNames: [`projects/${projectId}`] })).status).toBe(400);
  });
});

describe('the fault plan', () => {
  it.each([
    ['throttle', 429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'],
    ['deny', 403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED'],
    ['expired', 401, 'UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED'],
    ['error', 500, 'INTERNAL', undefined],
  ] as const)('stages %s once, in Google’s words', async (effect, status, name, reason) => {
    await simulator.faults.set([{ match: { action: 'cloudasset.assets.listResource' }, effect, times: 1 }]);
    const refused = await ask(assets);
    expect([refused.status, refused.body.error.status, reasonOf(refused)?.reason]).toEqual([status, name, reason]);
    expect((await ask(assets)).status).toBe(200);
  });

  it('drops a connection, and matches by project', async () => {
    await simulator.faults.set([{ match: { accountId: projectId, action: 'cloudasset.*' }, effect: 'drop', times: 1 }]);
    await expect(ask(assets)).rejects.toThrow('fetch failed');
    expect((await ask(assets)).status).toBe(200);
  });

  it('strikes the token endpoint too', async () => {
    await simulator.faults.set([{ match: { action: 'oauth2.token' }, effect: 'throttle' }]);
    await expect(jwtOf(simulator.endpoint, key).authorize()).rejects.toThrow();
  });
});

describe("Google's own Security Command Center client", () => {
  it('reads the reason and the permission of a refusal', async () => {
    const { access_token: token } = await jwtOf(simulator.endpoint, key).authorize();
    const client = securityCenterOf(simulator.endpoint, token!);
    const parent = `projects/${projectId}/sources/-/locations/global`;
    await simulator.gcp.denyPermissions({ projectId, email: key.client_email, permissions: ['securitycenter.*'] });
    await expect(client.listFindings({ parent }, { autoPaginate: false })).rejects.toMatchObject({
      code: 7,
      reason: 'IAM_PERMISSION_DENIED',
      errorInfoMetadata: { permission: 'securitycenter.findings.list' },
    });
    await simulator.gcp.denyPermissions({ projectId, email: key.client_email, permissions: [] });
    await client.close();
  });
});

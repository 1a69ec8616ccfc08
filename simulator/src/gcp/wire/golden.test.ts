/** Samples of the wire written by hand from Google's own documents: the other tests share code with what they test, these do not. */
import { describe, expect, it } from '@jest/globals';
import { startSimulator } from '../../simulator.ts';
import { askAs, send } from '../testing/google.ts';
import { permissionDenied } from './google-error.ts';

describe('the wire', () => {
  it('a refusal of Resource Manager, to the letter', () => {
    const refused = permissionDenied('cloudresourcemanager.googleapis.com', 'resourcemanager.projects.get', 'projects/acme-prod').toAnswer();
    expect([refused.status, refused.headers['content-type']]).toEqual([403, 'application/json; charset=UTF-8']);
    expect(refused.body).toBe(`{
  "error": {
    "code": 403,
    "message": "Permission 'resourcemanager.projects.get' denied on resource '//cloudresourcemanager.googleapis.com/projects/acme-prod' (or it may not exist).",
    "status": "PERMISSION_DENIED",
    "details": [
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "IAM_PERMISSION_DENIED",
        "domain": "cloudresourcemanager.googleapis.com",
        "metadata": {
          "permission": "resourcemanager.projects.get",
          "resource": "projects/acme-prod"
        }
      }
    ]
  }
}`);
  });

  it('a page of assets and a refused token, to the letter', async () => {
    const simulator = await startSimulator({ seed: 'golden', size: 0, now: new Date('2026-03-01T00:00:00Z') });
    try {
      await simulator.gcp.createProject({ projectId: 'golden-project' });
      const { key } = await simulator.gcp.applyOnboarding({ projectId: 'golden-project' });
      const ask = await askAs(simulator, key);
      const { text } = await ask(
        'https://cloudasset.googleapis.com/v1/projects/golden-project/assets?contentType=RESOURCE' +
          '&assetTypes=logging.googleapis.com/LogSink&pageSize=1&readTime=2026-03-01T00:00:00Z',
      );
      const { projectNumber } = (await simulator.gcp.project('golden-project'))!;
      expect(text.replace(/"nextPageToken":"[\w-]+"/, '"nextPageToken":"T"').replaceAll(projectNumber, '123456789012')).toBe(
        '{"readTime":"2026-03-01T00:00:00Z","assets":[{"name":"//logging.googleapis.com/projects/123456789012/sinks/_Required",' +
          '"assetType":"logging.googleapis.com/LogSink","resource":{"version":"v2","discoveryDocumentUri":"https://logging.googleapis.com/$discovery/rest",' +
          '"discoveryName":"LogSink","parent":"//cloudresourcemanager.googleapis.com/projects/123456789012","data":{"name":"_Required",' +
          '"destination":"logging.googleapis.com/projects/golden-project/locations/global/buckets/_Required",' +
          '"filter":"LOG_ID(\\"cloudaudit.googleapis.com/activity\\") OR LOG_ID(\\"cloudaudit.googleapis.com/system_event\\")",' +
          '"createTime":"2025-05-05T00:00:00Z","updateTime":"2025-05-05T00:00:00Z"},"location":"global"},' +
          '"ancestors":["projects/123456789012","organizations/433637338589"],"updateTime":"2025-05-05T00:00:00Z"}],"nextPageToken":"T"}',
      );
      const refused = await send(simulator.endpoint, 'https://oauth2.googleapis.com/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=x',
      });
      expect([refused.status, refused.text]).toEqual([400, '{"error":"invalid_grant","error_description":"Bad Request"}']);
    } finally {
      await simulator.stop();
    }
  });
});

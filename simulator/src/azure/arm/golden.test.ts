/** Samples of the wire written by hand from Azure's own documents: the other tests share code with what they test, these do not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../simulator.ts';
import { askAs, askGraph, graphQuery, send, type Ask } from '../testing/azure.ts';

const subscriptionId = 'aaaaaaaa-0000-4000-8000-000000000001';
const directoryId = 'bbbbbbbb-0000-4000-8000-000000000001';
const clientId = 'cccccccc-0000-4000-8000-000000000001';

let simulator: Simulator;
let ask: Ask;
let objectId: string;
beforeAll(async () => {
  simulator = await startSimulator({ seed: 'golden', size: 60, now: new Date('2026-03-01T00:00:00Z') });
  await simulator.azure.createSubscription({ subscriptionId, directoryId });
  const onboarded = await simulator.azure.applyOnboarding({ subscriptionId, clientId, roles: ['Reader', 'Storage Blob Data Reader'] });
  objectId = onboarded.objectId;
  ask = await askAs(simulator, onboarded);
});
afterAll(() => simulator.stop());

describe('to the letter', () => {
  it('a refused sign-in', async () => {
    const { status, text, headers } = await send(simulator.endpoint, `https://login.microsoftonline.com/${directoryId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=client_credentials&client_id=${clientId}&client_secret=wrong&scope=https%3A%2F%2Fmanagement.azure.com%2F.default`,
    });
    const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    const seen = text
      .replaceAll(clientId, 'APP')
      .replaceAll(guid, 'GUID')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'WHEN');
    expect([status, headers.get('content-type')]).toEqual([401, 'application/json; charset=utf-8']);
    expect(seen).toBe(
      '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is ' +
        "the client secret value, not the client secret ID, for a secret added to app 'APP'. Trace ID: GUID Correlation ID: GUID Timestamp: WHEN\"," +
        '"error_codes":[7000215],"timestamp":"WHEN","trace_id":"GUID","correlation_id":"GUID",' +
        '"error_uri":"https://login.microsoftonline.com/error?code=7000215"}',
    );
  });

  it('a page of permissions, whose path is compared without case, with the link to the next', async () => {
    await simulator.azure.assign({ subscriptionId, clientId, role: 'Log Analytics Reader' });
    const { text } = await ask(`/subscriptions/${subscriptionId}/providers/microsoft.authorization/PERMISSIONS?api-version=2022-04-01`);
    await simulator.azure.unassign({ subscriptionId, clientId, role: 'Log Analytics Reader' });
    expect(text.replace(/skiptoken=\w+/, 'skiptoken=T')).toBe(
      '{"value":[{"actions":["*/read"],"notActions":[],"dataActions":[],"notDataActions":[]},' +
        '{"actions":["Microsoft.Storage/storageAccounts/blobServices/containers/read",' +
        '"Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],"notActions":[],' +
        '"dataActions":["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],"notDataActions":[]}],' +
        '"nextLink":"https://management.azure.com/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/providers/microsoft.authorization/PERMISSIONS' +
        '?api-version=2022-04-01&%24skiptoken=T"}',
    );
  });

  it('a refusal of Resource Manager', async () => {
    const { status, text } = await ask(`/subscriptions/${subscriptionId}/providers/Microsoft.Sql/register?api-version=2021-04-01`, {
      method: 'POST',
    });
    expect([status, text.replace(objectId, 'OBJECT')]).toEqual([
      403,
      '{"error":{"code":"AuthorizationFailed","message":"The client \'cccccccc-0000-4000-8000-000000000001\' with object id \'OBJECT\' does not have ' +
        "authorization to perform action 'Microsoft.Sql/register/action' over scope '/subscriptions/aaaaaaaa-0000-4000-8000-000000000001' or the scope " +
        'is invalid. If access was recently granted, please refresh your credentials."}}',
    ]);
  });

  it('a page of Resource Graph', async () => {
    const query = graphQuery('resources', 'Microsoft.Network/publicIPAddresses', ["location == 'eastus'"], 'id, name, location, sku, zones');
    const { text } = await askGraph(ask, subscriptionId, query, { $top: 1 });
    expect(text.replace(/"\$skipToken":"\w+"/, '"$skipToken":"T"')).toBe(
      '{"totalRecords":2,"count":1,"data":[{"id":"/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/resourceGroups/rg-eastus-net-00000/providers/' +
        'Microsoft.Network/publicIPAddresses/pip-0000000","name":"pip-0000000","location":"eastus","sku":{"name":"Standard","tier":"Regional"},' +
        '"zones":null}],"facets":[],"resultTruncated":"false","$skipToken":"T"}',
    );
  });
});

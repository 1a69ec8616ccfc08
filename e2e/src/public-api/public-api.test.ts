import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, isUnionType, type GraphQLSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { beginStory, type Story } from '../testing/story.ts';
import { apiKeys } from './chapters/api-keys.ts';
import { auditLog } from './chapters/audit-log.ts';
import { connecting } from './chapters/connecting.ts';
import { credentials } from './chapters/credentials.ts';
import { disconnecting } from './chapters/disconnecting.ts';
import { findingsAndAssets } from './chapters/findings-and-assets.ts';
import { scanning } from './chapters/scanning.ts';
import { tenancy } from './chapters/tenancy.ts';
import { viewer } from './chapters/viewer.ts';
import { webhooks } from './chapters/webhooks.ts';
import { createPublicApi, listOperations, nobodysId, operations, type Chapter, type PublicApi } from './public-api.ts';

/** One story of one platform, chapter by chapter: each begins where the one before ended. Something new in the API has its chapter here. */
const chapters: Record<string, Chapter> = {
  'the viewer': viewer,
  connecting,
  scanning,
  'findings and assets': findingsAndAssets,
  webhooks,
  'API keys': apiKeys,
  credentials,
  'what is': tenancy,
  disconnecting,
  'the audit log': auditLog,
};

/** Operations that cannot be run here, with the reason. */
const notRun: Record<string, string> = {};

/** Members of unions that the story does not provoke, with the reason. */
const notProvoked: Record<string, string> = {
  'CreateOnboardingKitResult: ProviderNotAvailable': 'answered by a platform without an identity of its own; this one has all of them',
};

let story: Story;
let schema: GraphQLSchema;
let api: PublicApi;

beforeAll(async () => {
  // The gateway takes nothing but what the package has.
  const gateway = { TRUSTED_DOCUMENTS_FILE: resolve('libs/client/trusted-documents.generated.json'), TRUSTED_DOCUMENTS_ONLY: 'true' };
  story = await beginStory({ size: 60, overrides: { credentials: { ROLE_PROPAGATION_WAIT_MS: '200' }, gateway } });
  schema = buildSchema(await readFile('schemas/api.graphql', 'utf8'));
  api = createPublicApi(story, schema);
}, 60_000);
afterAll(() => story?.end(), 30_000);

for (const [name, chapter] of Object.entries(chapters)) describe(name, () => chapter(() => api));

describe('the public API', () => {
  it('gives full pages of every list to who asks by the package’s operations: they are within the limits', async () => {
    const answers = await Promise.all(listOperations().map((document) => api.ask(document, { first: 100, id: nobodysId })));

    expect(answers.length).toBeGreaterThan(8);
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('was run whole: every operation of the package, but those that are excused', () => {
    const missing = [...operations.keys()].filter((name) => !api.executed.has(name));

    expect(operations.size).toBeGreaterThan(25);
    expect(missing.sort()).toEqual(Object.keys(notRun).sort());
  });

  it('answered with every member of every union, but those that are excused', () => {
    const members = Object.values(schema.getTypeMap()).flatMap((type) => (isUnionType(type) ? type.getTypes().map(({ name }) => `${type.name}: ${name}`) : []));

    expect(members.filter((member) => !api.answered.has(member)).sort()).toEqual(Object.keys(notProvoked).sort());
  });
});

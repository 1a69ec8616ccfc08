import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isSealedInput, sealedInputPrefix, secretMaxBytes } from '@offload/contracts';
import { compactDecrypt } from 'jose';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ask, next, overEventStream, overWebSocket } from '../testing/ask.ts';
import { startPlatform, type Platform } from '../testing/start-platform.ts';

const mutation =
  'mutation Connect($input: ConnectAwsAccountInput!) { connectAwsAccount(input: $input) { __typename ... on CloudAccount { id } } }';
const inputWith = (accessKeys: unknown) => ({ name: 'prod', accessKeys });

let platform: Platform;
let key: string;
let tenantId: string;
let canary: string;

beforeAll(async () => {
  platform = await startPlatform();
  const made = platform.newKey();
  key = made.key;
  tenantId = made.principal.tenantId;
});
afterAll(() => platform.close());
beforeEach(() => {
  canary = `canary/${randomBytes(20).toString('hex')}`;
  platform.world.connected.length = 0;
});

/** Fails when the canary is in a text, in any form that a careless program might have left it in. */
function expectNowhere(...texts: string[]): void {
  const forms = [
    canary,
    Buffer.from(canary).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(canary),
    gzipSync(canary).toString('base64'),
  ];
  for (const form of forms) for (const text of texts) expect(text).not.toContain(form);
}

type Send = (query: string, variables?: Record<string, unknown>) => Promise<unknown>;

const sends: [string, Send][] = [
  ['HTTP', (query, variables) => ask(platform.gateway.url, key, query, variables)],
  [
    'WebSocket',
    async (query, variables) => {
      const watcher = overWebSocket(platform.gateway.url, key);
      try {
        // Refusals arrive as an error of the iterator over WebSocket.
        return await next(watcher.watch(query, variables)).catch((errors: unknown) => ({ errors }));
      } finally {
        watcher.close();
      }
    },
  ],
  [
    'server-sent events',
    async (query, variables) => {
      const watcher = overEventStream(platform.gateway.url, key);
      try {
        return await next(watcher.watch(query, variables));
      } finally {
        watcher.close();
      }
    },
  ],
];

describe.each(sends)('a secret over %s', (_name, send) => {
  it('reaches the subgraph sealed to credentials, for the tenant that sent it, and is in no log', async () => {
    const answer = await send(mutation, { input: inputWith({ accessKeyId: 'AKIA', secretAccessKey: canary }) });
    expect(answer).toMatchObject({ data: { connectAwsAccount: { id: 'new' } } });

    const [{ accessKeys }] = platform.world.connected as [{ accessKeys: { accessKeyId: string; secretAccessKey: string } }];
    expect(accessKeys.accessKeyId).toBe('AKIA');
    expect(isSealedInput(accessKeys.secretAccessKey)).toBe(true);

    const { plaintext, protectedHeader } = await compactDecrypt(
      accessKeys.secretAccessKey.slice(sealedInputPrefix.length),
      platform.privateKey,
    );
    expect(new TextDecoder().decode(plaintext)).toBe(canary);
    expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'key-1', tid: tenantId });
    expect(Math.abs(Date.now() / 1000 - Number(protectedHeader['iat']))).toBeLessThan(60);
    expectNowhere(JSON.stringify(answer), JSON.stringify(platform.world.connected), ...platform.logged);
  });

  it('is sealed also when its own variable carries it', async () => {
    const query =
      'mutation ($s: SecretString!) { connectAwsAccount(input: { name: "prod", accessKeys: { accessKeyId: "AKIA", secretAccessKey: $s } }) { __typename } }';
    await send(query, { s: canary });

    const [{ accessKeys }] = platform.world.connected as [{ accessKeys: { secretAccessKey: string } }];
    expect(isSealedInput(accessKeys.secretAccessKey)).toBe(true);
    expectNowhere(JSON.stringify(platform.world.connected), ...platform.logged);
  });

  it('is refused when it is written into the document, wherever', async () => {
    const connect = (accessKeys: string) =>
      `mutation { connectAwsAccount(input: { name: "prod", accessKeys: ${accessKeys} }) { __typename } }`;
    const documents = [
      connect(`{ accessKeyId: "AKIA", secretAccessKey: "${canary}" }`),
      connect(`{ accessKeyId: "AKIA", secretAccessKey: """${canary}""" }`),
      connect(`{ accessKeyId: "AKIA", secretAccessKey: { deep: "${canary}" } }`),
      connect(`{ accessKeyId: "AKIA", secretAccessKey: ["${canary}"] }`),
      `mutation ($k: AwsAccessKeysInput = { accessKeyId: "A", secretAccessKey: "${canary}" }) { connectAwsAccount(input: { name: "prod", accessKeys: $k }) { __typename } }`,
      `mutation ($s: SecretString! = "${canary}") { connectAwsAccount(input: { name: "prod", accessKeys: { accessKeyId: "A", secretAccessKey: $s } }) { __typename } }`,
      // Below a field that the schema does not have.
      `mutation { connectAwsAccount(input: { name: "prod", acessKeys: { accessKeyId: "A", secretAccessKey: "${canary}" } }) { __typename } }`,
    ];

    for (const document of documents) {
      const answer = await send(document);
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'SECRET_LITERAL', remedy: expect.stringContaining('variable') } }] });
      expectNowhere(JSON.stringify(answer));
    }
    expect(platform.world.connected).toEqual([]);
    expectNowhere(...platform.logged);
  });

  it('is not repeated by any error that is about something near it', async () => {
    const accessKeyId = 'AKIA';
    const refused: [string, Record<string, unknown>?][] = [
      // Literals under other names, of other types, in texts that do not parse.
      [
        `mutation { connectAwsAccount(input: { name: "prod", accessKeys: { accessKeyId: "A", secretAccesKey: "${canary}" } }) { __typename } }`,
      ],
      [`mutation { connectAwsAccount(input: { name: { secret: "${canary}" } }) { __typename } }`],
      [`mutation { connectAwsAccount(input: { name: "prod", acceptPartialAccess: "${canary}" }) { __typename } }`],
      [`mutation { connectAwsAccount(input: { name: "prod" } "${canary}") { __typename } }`],
      [`mutation { connectAwsAccount(input: { name: "prod } ${canary}`],
      // Variables of the wrong type, beside misspelt fields, undeclared, unused.
      [mutation, { input: inputWith({ accessKeyId, secretAccessKey: { value: canary } }) }],
      [mutation, { input: inputWith({ accessKeyId, secretAccessKey: [canary] }) }],
      [mutation, { input: inputWith({ accessKeyId, secretAccessKey: canary, sessionTokn: canary }) }],
      [mutation, { input: inputWith({ accessKeyId, secretAccesKey: canary }) }],
      [mutation, { input: inputWith(canary) }],
      [mutation, { input: canary }],
      [mutation, { input: { name: [canary], accessKeys: null } }],
      [mutation, { inptu: canary }],
      [mutation.replace('ConnectAwsAccountInput!', 'String!'), { input: canary }],
    ];

    for (const [query, variables] of refused) {
      const answer = (await send(query, variables)) as { errors?: { message: string }[] };
      expect({ query, errors: answer.errors?.length ?? 0 }).toEqual({ query, errors: expect.any(Number) });
      expect(answer.errors?.length).toBeGreaterThan(0);
      expectNowhere(JSON.stringify(answer));
    }
    expect(platform.world.connected).toEqual([]);
    expectNowhere(...platform.logged);
  });
});

describe('a secret that is not one', () => {
  it('is told by path and type', async () => {
    const { errors } = await ask(platform.gateway.url, key, mutation, {
      input: inputWith({ accessKeyId: 'AKIA', secretAccessKey: 12345 }),
    });

    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Variable "$input.accessKeys.secretAccessKey" is not valid: expected SecretString, a text that is not empty',
      }),
    ]);
  });

  it('may have 64 KiB and not more', async () => {
    const ofSize = (bytes: number) =>
      ask(platform.gateway.url, key, mutation, { input: inputWith({ accessKeyId: 'AKIA', secretAccessKey: 'ü'.repeat(bytes / 2) }) });

    expect((await ofSize(secretMaxBytes)).errors).toBeUndefined();
    expect((await ofSize(secretMaxBytes + 2)).errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'SECRET_TOO_LARGE', limit: secretMaxBytes, found: secretMaxBytes + 2 }),
      }),
    ]);
  });

  it('is null where there is none', async () => {
    await ask(platform.gateway.url, key, mutation, {
      input: inputWith({ accessKeyId: 'AKIA', secretAccessKey: canary, sessionToken: null }),
    });

    expect(platform.world.connected).toEqual([expect.objectContaining({ accessKeys: expect.objectContaining({ sessionToken: null }) })]);
  });
});

describe('a secret document', () => {
  const connectGcp = 'mutation ($input: ConnectGcpAccountInput!) { connectGcpAccount(input: $input) { __typename } }';
  const send = (serviceAccountKey: unknown) =>
    ask(platform.gateway.url, key, connectGcp, { input: { name: 'prod', projectId: 'project', serviceAccountKey } });

  it('arrives sealed, whether it is sent as an object or as the text of a file', async () => {
    const document = { type: 'service_account', private_key: canary, nested: [{ deep: canary }] };
    const texts = [JSON.stringify(document), `${JSON.stringify(document, null, 2)}\n`];
    for (const value of [document, texts[1]]) expect(await send(value)).toMatchObject({ data: { connectGcpAccount: { __typename: 'CloudAccount' } } });

    const inputs = platform.world.connected as { serviceAccountKey: string }[];
    const opened = await Promise.all(
      inputs.map(async ({ serviceAccountKey }) => {
        const { plaintext } = await compactDecrypt(serviceAccountKey.slice(sealedInputPrefix.length), platform.privateKey);
        return new TextDecoder().decode(plaintext);
      }),
    );
    expect(opened).toEqual(texts);
    expectNowhere(JSON.stringify(platform.world.connected), ...platform.logged);
  });

  it('is neither a list nor a number nor empty, and is told by path and type', async () => {
    for (const value of [[canary], 12345, true, '']) {
      const answer = await send(value);
      expect(answer).toMatchObject({
        status: 400,
        errors: [
          {
            message: 'Variable "$input.serviceAccountKey" is not valid: expected SecretJSON, an object or a text that is not empty',
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      });
      expectNowhere(JSON.stringify(answer));
    }
    expect(platform.world.connected).toEqual([]);
    expectNowhere(...platform.logged);
  });

  it('may have 64 KiB and not more, as an object too', async () => {
    const ofSize = (bytes: number) => ({ key: 'k'.repeat(bytes - '{"key":""}'.length) });

    expect((await send(ofSize(secretMaxBytes))).errors).toBeUndefined();
    for (const value of [ofSize(secretMaxBytes + 1), JSON.stringify(ofSize(secretMaxBytes + 1))]) {
      expect(await send(value)).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'SECRET_TOO_LARGE', limit: secretMaxBytes, found: secretMaxBytes + 1 } }],
      });
    }
  });

  it('is refused when it is written into the document, in whole or in part', async () => {
    const literals = [`"${canary}"`, `{ private_key: "${canary}" }`, `{ private_key: $part }`, `["${canary}"]`];
    for (const literal of literals) {
      const query = `mutation ($part: String) { connectGcpAccount(input: { name: "prod", projectId: "p", serviceAccountKey: ${literal} }) { __typename } }`;
      const answer = await ask(platform.gateway.url, key, query, { part: canary });
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'SECRET_LITERAL' } }] });
      expectNowhere(JSON.stringify(answer));
    }
    expect(platform.world.connected).toEqual([]);
    expectNowhere(...platform.logged);
  });
});

describe('a client secret of Azure', () => {
  it('arrives sealed, beside ids in the clear', async () => {
    const connectAzure = 'mutation ($input: ConnectAzureAccountInput!) { connectAzureAccount(input: $input) { __typename } }';
    const ids = { name: 'prod', tenantId: 't', clientId: 'c', subscriptionId: 's' };
    await ask(platform.gateway.url, key, connectAzure, { input: { ...ids, clientSecret: canary } });

    expect(platform.world.connected).toEqual([{ ...ids, clientSecret: expect.stringContaining(sealedInputPrefix), initialScan: true, acceptPartialAccess: false }]);
    expectNowhere(JSON.stringify(platform.world.connected), ...platform.logged);
  });
});

describe('while credentials gives no key', () => {
  it('refuses secrets rather than pass them on', async () => {
    const own = await startPlatform();
    try {
      await own.stop('credentials');
      const answer = await ask(own.gateway.url, own.newKey().key, mutation, {
        input: inputWith({ accessKeyId: 'AKIA', secretAccessKey: canary }),
      });

      expect(answer).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'credentials' } }] });
      expect(own.world.connected).toEqual([]);
      expectNowhere(JSON.stringify(answer), ...own.logged);
    } finally {
      await own.close();
    }
  });
});

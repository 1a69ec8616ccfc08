import type { InvalidCredentialInput } from '@offload/contracts';
import { err, ok, Secret, type Result } from '@offload/service-kit';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { GcpServiceAccountKey } from '../../gcp/service-account-key.ts';
import { isProjectId, keyFileRefusals as refusals } from './gcp-input.ts';
import { fieldNamesOf } from './key-file-fields.ts';

type Refusal = () => InvalidCredentialInput;

const mostBytes = 16 * 1024;
const fewestBits = 2048;

/** Documents of Google's libraries that are not keys: they make whoever loads them run, read and call what they name, or are a person's own. */
const otherTypes: Readonly<Record<string, Refusal>> = {
  external_account: refusals.externalAccount,
  external_account_authorized_user: refusals.externalAccountUser,
  authorized_user: refusals.authorizedUser,
  impersonated_service_account: refusals.impersonated,
  gdch_service_account: refusals.gdch,
};

/**
 * Reads a service account's key from the text of an uploaded file, and copies the four fields that are of use. The file is data from outside: it is
 * never handed to a library that acts on what it says. No refusal carries anything of it.
 */
export function readKeyFile(file: Secret): Result<GcpServiceAccountKey, InvalidCredentialInput> {
  const text = file.reveal();
  if (Buffer.byteLength(text, 'utf8') > mostBytes) return err(refusals.tooLarge());

  const fields = parseObject(text);
  if (!fields.ok) return fields;
  const refused = inspectType(fields.value) ?? inspectSurroundings(fields.value) ?? inspectIdentity(fields.value);
  if (refused) return err(refused());

  const privateKey = parsePrivateKey(fields.value.get('private_key') as string);
  if (!privateKey) return err(refusals.malformedKey());
  if (privateKey.asymmetricKeyType !== 'rsa') return err(refusals.notRsa());
  if ((privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < fewestBits) return err(refusals.weakKey());

  return ok({
    kind: 'GCP_SERVICE_ACCOUNT_KEY',
    clientEmail: fields.value.get('client_email') as string,
    projectId: fields.value.get('project_id') as string,
    privateKeyId: fields.value.get('private_key_id') as string,
    // As we write it: the same key has the same fingerprint, however its file was formatted.
    privateKey: new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string),
  });
}

/** The fields of the document, as a map: no name in it means anything to the language. */
function parseObject(text: string): Result<ReadonlyMap<string, unknown>, InvalidCredentialInput> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    return err(refusals.notJson());
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return err(refusals.notAnObject());

  const names = fieldNamesOf(text);
  if (new Set(names).size < names.length) return err(refusals.duplicateField());
  if (names.some((name) => name === '__proto__' || name === 'constructor' || name === 'prototype')) return err(refusals.forbiddenField());
  return ok(new Map(Object.entries(document)));
}

function inspectType(fields: ReadonlyMap<string, unknown>): Refusal | null {
  const type = fields.get('type');
  if (type === 'service_account') return null;
  if (type === undefined) return fields.has('installed') || fields.has('web') ? refusals.oauthClient : refusals.typeMissing;
  return typeof type === 'string' && Object.hasOwn(otherTypes, type) ? otherTypes[type]! : refusals.unknownType;
}

/** Whether the file means the Google Cloud that we call. Its own addresses are looked at, and never used. */
function inspectSurroundings(fields: ReadonlyMap<string, unknown>): Refusal | null {
  if ([...fields.values()].some((value) => typeof value !== 'string')) return refusals.nestedField;
  if ((fields.get('universe_domain') ?? 'googleapis.com') !== 'googleapis.com') return refusals.otherUniverse;
  if ((fields.get('token_uri') ?? 'https://oauth2.googleapis.com/token') !== 'https://oauth2.googleapis.com/token')
    return refusals.otherTokenUri;
  return null;
}

/** https://cloud.google.com/iam/docs/service-account-types: accounts of people live in a project; default ones of some services elsewhere. */
function inspectIdentity(fields: ReadonlyMap<string, unknown>): Refusal | null {
  const [email, projectId, keyId] = ['client_email', 'project_id', 'private_key_id'].map((name) => String(fields.get(name) ?? ''));
  const domain = /^[a-z0-9](?:[a-z0-9-]{0,62})@((?:[a-z0-9-]{1,63}\.){1,6}gserviceaccount\.com)$/.exec(email!)?.[1];

  if (domain === undefined) return refusals.malformedEmail;
  if (!isProjectId(projectId!)) return refusals.malformedProjectId;
  // The account of example.com:name lives at name.example.com.
  const home = projectId!.split(':').toReversed().join('.');
  if (domain.endsWith('.iam.gserviceaccount.com') && domain !== `${home}.iam.gserviceaccount.com`) return refusals.otherProject;
  return /^[0-9a-f]{40}$/.test(keyId!) ? null : refusals.malformedKeyId;
}

/** Null for what is no private key in PEM form. */
function parsePrivateKey(pem: string | undefined): KeyObject | null {
  if (typeof pem !== 'string' || !/^\s*-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(pem)) return null;
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    // The message of the cause may quote the key.
    return null;
  }
}

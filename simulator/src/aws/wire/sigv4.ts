/** AWS Signature Version 4 as a server checks it (Authorization header; a request signed in its query string is refused as unsigned). */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface Authorization {
  accessKeyId: string;
  /** `YYYYMMDD` */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

export interface SignedRequest {
  method: string;
  /** Path and query as they came over the wire. */
  url: string;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

const pattern = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/;

/** The parts of an Authorization header; undefined when it is not well-formed SigV4. */
export function parseAuthorization(header: string): Authorization | undefined {
  const match = pattern.exec(header.trim());
  const scope = match?.[1]?.split('/') ?? [];
  const [accessKeyId, date, region, service, terminator] = scope;
  if (
    !match ||
    !accessKeyId ||
    !date ||
    !region ||
    !service ||
    scope.length !== 5 ||
    terminator !== 'aws4_request' ||
    !/^\d{8}$/.test(date)
  )
    return undefined;
  return { accessKeyId, date, region, service, signedHeaders: match[2]!.split(';'), signature: match[3]! };
}

/**
 * True when the request was signed with that secret. Demands that host is signed, that the date of the scope is that of the request,
 * and that a payload hash which is announced is the body's.
 */
export function isSignatureValid(request: SignedRequest, authorization: Authorization, secret: string): boolean {
  const signedAt = header(request, 'x-amz-date') ?? '';
  if (!authorization.signedHeaders.includes('host') || signedAt.slice(0, 8) !== authorization.date) return false;
  const announced = header(request, 'x-amz-content-sha256');
  const payload = announced ?? sha256(request.body);
  if (announced !== undefined && /^[0-9a-f]{64}$/.test(announced) && announced !== sha256(request.body)) return false;

  const [path = '/', search = ''] = request.url.split(/\?(.*)/s);
  const canonical = [
    request.method,
    // S3 signs the path as sent; every other service encodes it a second time.
    authorization.service === 's3' ? path : path.split('/').map(encode).join('/'),
    canonicalQuery(search),
    ...authorization.signedHeaders.map((name) => `${name}:${(header(request, name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    authorization.signedHeaders.join(';'),
    payload,
  ].join('\n');
  const { date, region, service } = authorization;
  const stringToSign = ['AWS4-HMAC-SHA256', signedAt, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
  const expected = hmac(signingKey(secret, date, region, service), stringToSign);
  return timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'));
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** Sorted by name, then value, which is not the same as sorting `name=value`: `a-b` comes after `a`. */
function canonicalQuery(search: string): string {
  if (search === '') return '';
  return search
    .split('&')
    .filter(Boolean)
    .map((pair): [string, string] => {
      const cut = pair.indexOf('=');
      return cut < 0 ? [pair, ''] : [pair.slice(0, cut), pair.slice(cut + 1)];
    })
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function encode(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

const MAX_KEYS = 2000;
const keys = new Map<string, Buffer>();

function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  const id = `${secret}/${date}/${region}/${service}`;
  let key = keys.get(id);
  if (!key) {
    if (keys.size >= MAX_KEYS) keys.clear();
    key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
    keys.set(id, key);
  }
  return key;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

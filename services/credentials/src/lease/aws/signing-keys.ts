import { cloudRegions } from '@offload/contracts';
import { createHmac } from 'node:crypto';

export interface SigningScope {
  region: string;
  service: string;
}

export interface SigningKey extends SigningScope {
  /** UTC, YYYYMMDD. */
  date: string;
  /** base64 */
  key: string;
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

const dayMs = 24 * 60 * 60 * 1000;
const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10).replaceAll('-', '');

/**
 * The key that signs requests of one date, region and service, and nothing else: the last step of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, so that the secret itself is not needed to sign.
 */
export function deriveSigningKey(secretAccessKey: string, date: string, { region, service }: SigningScope): SigningKey {
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service), 'aws4_request');
  return { date, region, service, key: key.toString('base64') };
}

/**
 * What a job signs for. The account-wide jobs sign for the primary region, and for S3 everywhere: a bucket is asked in its own region.
 */
export function signingScopesOf(region: string, signingNames: readonly string[]): SigningScope[] {
  const { primary, curated, form } = cloudRegions.AWS;
  return signingNames.flatMap((service) => {
    if (form.test(region) && !(service === 's3' && region === primary)) return [{ region, service }];
    const regions = service === 's3' ? curated : [primary];
    return regions.map((one) => ({ region: one, service }));
  });
}

/** The keys for today and, in the last two hours of the day, for tomorrow, with the time until which they sign. Days are UTC. */
export function deriveSigningKeys(
  secretAccessKey: string,
  scopes: readonly SigningScope[],
  now: Date,
): { keys: SigningKey[]; expiresAt: Date } {
  const midnight = (Math.floor(now.getTime() / dayMs) + 1) * dayMs;
  const isLate = midnight - now.getTime() <= 2 * 60 * 60 * 1000;
  const dates = isLate ? [dateOf(now.getTime()), dateOf(midnight)] : [dateOf(now.getTime())];

  return {
    keys: dates.flatMap((date) => scopes.map((scope) => deriveSigningKey(secretAccessKey, date, scope))),
    expiresAt: new Date(isLate ? midnight + dayMs : midnight),
  };
}

import { SignatureV4, type SignatureV4CryptoInit, type SignatureV4Init } from '@smithy/signature-v4';
import { LeaseExpired } from '../../collector/lease-expired.ts';

/** SigV4 keys derived for (date, region, service), and whose they are: enough to sign with, too little to derive another key from. */
export interface SigningKeys {
  readonly accessKeyId: string;
  readonly sessionToken: string | null;
  /** `date` is UTC, YYYYMMDD; `key` is base64. */
  readonly keys: readonly { readonly date: string; readonly region: string; readonly service: string; readonly key: string }[];
}

/**
 * The SDK's own SigV4 signer, less its derivation of the key: the secret access key is never here. For the `signerConstructor` of a client,
 * which knows the service and its habits. Signing rejects with `LeaseExpired` (`NO_SIGNING_KEY`) when no key was derived for the day, region
 * and service of a request.
 */
export function derivedKeySigner(signing: SigningKeys): new (init: SignatureV4Init & SignatureV4CryptoInit) => SignatureV4 {
  const keys = new Map(signing.keys.map(({ date, region, service, key }) => [`${date}/${region}/${service}`, Buffer.from(key, 'base64')]));

  return class DerivedKeySigner extends SignatureV4 {
    constructor(init: SignatureV4Init & SignatureV4CryptoInit) {
      super(init);
      // The method is private to TypeScript, and the only place where the signer looks at the secret. Should it be renamed, requests would be
      // signed with an empty secret, and refused.
      Object.defineProperty(this, 'getSigningKey', {
        value: async (_credentials: unknown, region: string, date: string, service: string | undefined): Promise<Uint8Array> => {
          const key = keys.get(`${date}/${region}/${service ?? this.service}`);
          if (!key) throw new LeaseExpired('NO_SIGNING_KEY');
          return key;
        },
      });
    }
  };
}

/** Whose signature it is; there is no secret to give. */
export const signingIdentity = ({ accessKeyId, sessionToken }: Pick<SigningKeys, 'accessKeyId' | 'sessionToken'>) => ({
  accessKeyId,
  secretAccessKey: '',
  ...(sessionToken === null ? {} : { sessionToken }),
});

import type { GcpContext } from '../../gcp/gcp-context.ts';
import type { GcpServiceAccountKey } from '../../gcp/service-account-key.ts';
import type { Verification, VerifyOptions } from '../../providers/credential-provider.ts';
import { lookUpKeyAge } from './look-up-key-age.ts';
import { verifyGcp } from './verify-gcp.ts';

const deleteTheFile =
  'Delete the key file from your computer now, and from wherever else it lies: the platform keeps its own copy, sealed. A file that opens your ' +
  'cloud is the likeliest thing to be stolen.';

/** Tests a service account's key. */
export const verifyGcpServiceAccountKey = (context: GcpContext, key: GcpServiceAccountKey, options: VerifyOptions): Promise<Verification> =>
  verifyGcp(
    context,
    {
      account: key,
      authorize: (scope) => context.connector.authorize(key, scope),
      notices: options.isFresh ? [deleteTheFile] : [],
      lookUpKeyAge: (caller) => lookUpKeyAge(caller, key, context.now()),
    },
    options,
  );

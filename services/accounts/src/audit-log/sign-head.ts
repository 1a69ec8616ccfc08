import type { Context } from '../context.ts';

/** The end of a chain, signed. */
export interface SignedHead {
  seq: number;
  /** Hexadecimal. */
  hash: string;
  /** JWS of `{ tenant, seq, hash, iat }`, by the key of the accounts service. */
  statement: string;
}

/** Signs how long the tenant's chain is and with which hash it ends. */
export async function signHead(
  { statements, tenantId, now }: Pick<Context, 'statements' | 'tenantId' | 'now'>,
  { seq, hash }: { seq: number; hash: Buffer },
): Promise<SignedHead> {
  const text = hash.toString('hex');
  const iat = Math.floor(now().getTime() / 1000);
  return { seq, hash: text, statement: await statements.sign('audit-head', { tenant: tenantId, seq, hash: text, iat }) };
}

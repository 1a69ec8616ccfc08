import type { Context } from '../context.ts';
import { firstHash, hashOf } from './audit-event.ts';
import { signHead, type SignedHead } from './sign-head.ts';

/**
 * `ROW_CHANGED`: what a row says is not what was written, or it does not follow the row before. `ROW_MISSING`: a number is not there. `CUT_OFF`: the
 * chain was longer when it was signed. `HEAD_DIFFERS`: the chain was another when it was signed. `HEAD_NOT_OURS`: the statement that was given was not
 * signed by this platform for this tenant.
 */
export type AuditProblem = 'ROW_CHANGED' | 'ROW_MISSING' | 'CUT_OFF' | 'HEAD_DIFFERS' | 'HEAD_NOT_OURS';

export interface AuditLogVerification {
  ok: boolean;
  /** How many rows were read, up to the first that is wrong. */
  checked: number;
  /** The number of the first row that is wrong. */
  brokenAt: number | null;
  problem: AuditProblem | null;
  /** The end of the chain, signed: keep it elsewhere. Null for an empty log, and for one that is broken. */
  head: SignedHead | null;
}

const pageSize = 1_000;

/**
 * Reads the whole chain of the tenant, page by page, and compares it with itself, with everything that was signed of it, and with a statement that was
 * kept elsewhere, if one is given. Rows that come meanwhile may or may not be read.
 */
export async function verifyAuditLog(ctx: Context, statement: string | null): Promise<AuditLogVerification> {
  const given = statement === null ? null : await readHead(ctx, statement);
  if (statement !== null && !given) return broken(0, null, 'HEAD_NOT_OURS');

  let seq = 0;
  let hash: Buffer = firstHash;
  for (;;) {
    const page = await ctx.read(async ({ auditLog }) => {
      const rows = await auditLog.after(seq, pageSize);
      return { rows, heads: await auditLog.heads(seq, pageSize) };
    });
    const signed = new Map(page.heads.map((head) => [head.seq, head.hash.toString('hex')]));
    if (given) signed.set(given.seq, given.hash);

    for (const row of page.rows) {
      if (row.seq !== seq + 1) return broken(seq, seq + 1, 'ROW_MISSING');
      if (!row.previousHash.equals(hash) || !hashOf(ctx.tenantId, row).equals(row.hash)) return broken(seq, row.seq, 'ROW_CHANGED');
      const expected = signed.get(row.seq);
      if (expected !== undefined && expected !== row.hash.toString('hex')) return broken(seq, row.seq, 'HEAD_DIFFERS');
      ({ seq, hash } = row);
    }
    if (page.rows.length === pageSize) continue;

    const longest = Math.max(0, ...signed.keys());
    if (longest > seq) return broken(seq, seq + 1, 'CUT_OFF');
    return { ok: true, checked: seq, brokenAt: null, problem: null, head: seq === 0 ? null : await signHead(ctx, { seq, hash }) };
  }
}

const broken = (checked: number, brokenAt: number | null, problem: AuditProblem): AuditLogVerification => ({
  ok: false,
  checked,
  brokenAt,
  problem,
  head: null,
});

async function readHead({ statements, tenantId }: Context, statement: string): Promise<{ seq: number; hash: string } | null> {
  const claims = await statements.readStatement('audit-head', statement.trim());
  if (claims?.['tenant'] !== tenantId || typeof claims['seq'] !== 'number' || typeof claims['hash'] !== 'string') return null;
  return { seq: claims['seq'], hash: claims['hash'] };
}

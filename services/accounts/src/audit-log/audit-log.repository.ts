import type { PageRequest, ReadTransaction } from '@offload/service-kit';
import { firstHash, hashOf, type AuditEvent } from './audit-event.ts';

/** Which events to list; what is not said does not matter. */
export interface AuditSelection {
  acts?: readonly string[] | null;
  actor?: string | null;
  targetId?: string | null;
  outcome?: string | null;
  since?: Date | null;
  until?: Date | null;
}

/** What orders the list: newest first. */
export type AuditKey = readonly [seq: number];

/** How long a chain was when it was signed, and with which hash it ended. */
export interface AuditHead {
  seq: number;
  hash: Buffer;
  /** JWS; whoever keeps it can prove later that rows were cut off. */
  statement: string;
  sealedAt: Date;
}

interface Row extends Omit<AuditEvent, 'seq'> {
  seq: string;
}

const columns = `seq, event_id AS "eventId", service, act, actor, address, target_type AS "targetType", target_id AS "targetId", outcome, code, details,
  occurred_at AS "occurredAt", recorded_at AS "recordedAt", previous_hash AS "previousHash", hash`;

/** bigint comes as text; a chain of more than 2^53 rows is not to be feared. */
const fromRow = (row: Row): AuditEvent => ({ ...row, seq: Number(row.seq) });

/** The audit log of one tenant. It can be read and added to, and nothing else: the database's roles see to it. */
export class AuditLogRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** Adds an event at the end of the chain; one that is there already is left alone. One writer at a time: others wait for the end of this transaction. */
  async append(event: Omit<AuditEvent, 'seq' | 'previousHash' | 'hash'>): Promise<void> {
    await this.#tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit ' || $1, 0))`, [this.#tenantId]);
    const known = await this.#tx.query(`SELECT 1 FROM audit_event WHERE tenant_id = $1 AND event_id = $2`, [this.#tenantId, event.eventId]);
    if (known.length > 0) return;

    const last = await this.last();
    const linked = { ...event, seq: (last?.seq ?? 0) + 1, previousHash: last?.hash ?? firstHash };
    await this.#tx.query(
      `INSERT INTO audit_event (tenant_id, seq, event_id, service, act, actor, address, target_type, target_id, outcome, code, details,
         occurred_at, recorded_at, previous_hash, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        this.#tenantId,
        linked.seq,
        linked.eventId,
        linked.service,
        linked.act,
        linked.actor,
        linked.address,
        linked.targetType,
        linked.targetId,
        linked.outcome,
        linked.code,
        linked.details,
        linked.occurredAt,
        linked.recordedAt,
        linked.previousHash,
        hashOf(this.#tenantId, linked),
      ],
    );
  }

  async last(): Promise<AuditEvent | null> {
    const [row] = await this.#tx.query<Row>(`SELECT ${columns} FROM audit_event WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1`, [this.#tenantId]);
    return row ? fromRow(row) : null;
  }

  /** The events after a number, in order. */
  async after(seq: number, limit: number): Promise<AuditEvent[]> {
    const rows = await this.#tx.query<Row>(`SELECT ${columns} FROM audit_event WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`, [
      this.#tenantId,
      seq,
      limit,
    ]);
    return rows.map(fromRow);
  }

  async page(selection: AuditSelection, page: PageRequest<AuditKey>): Promise<AuditEvent[]> {
    const { condition, params } = this.#where(selection);
    const rows = await this.#tx.query<Row>(
      `SELECT ${columns} FROM audit_event WHERE ${condition} AND seq < $8 ORDER BY seq DESC LIMIT $9`,
      [...params, page.after?.[0] ?? Number.MAX_SAFE_INTEGER, page.limit],
    );
    return rows.map(fromRow);
  }

  async count(selection: AuditSelection): Promise<number> {
    const { condition, params } = this.#where(selection);
    const [row] = await this.#tx.query<{ count: string }>(`SELECT count(*) AS count FROM audit_event WHERE ${condition}`, params);
    return Number(row!.count);
  }

  /** What was signed of the chain, the shortest first. */
  async heads(afterSeq: number, limit: number): Promise<AuditHead[]> {
    const rows = await this.#tx.query<Omit<AuditHead, 'seq'> & { seq: string }>(
      `SELECT seq, hash, statement, sealed_at AS "sealedAt" FROM audit_head WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [this.#tenantId, afterSeq, limit],
    );
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  }

  /** Keeps what was signed; once a length. */
  async keepHead({ seq, hash, statement, sealedAt }: AuditHead): Promise<void> {
    await this.#tx.query(
      `INSERT INTO audit_head (tenant_id, seq, hash, statement, sealed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [this.#tenantId, seq, hash, statement, sealedAt],
    );
  }

  async isSigned(seq: number): Promise<boolean> {
    return (await this.#tx.query(`SELECT 1 FROM audit_head WHERE tenant_id = $1 AND seq = $2`, [this.#tenantId, seq])).length > 0;
  }

  #where({ acts, actor, targetId, outcome, since, until }: AuditSelection): { condition: string; params: unknown[] } {
    const condition = `tenant_id = $1 AND ($2::text[] IS NULL OR act = ANY ($2)) AND ($3::text IS NULL OR actor = $3)
      AND ($4::text IS NULL OR target_id = $4) AND ($5::text IS NULL OR outcome = $5)
      AND ($6::timestamptz IS NULL OR occurred_at >= $6) AND ($7::timestamptz IS NULL OR occurred_at < $7)`;
    return {
      condition,
      params: [this.#tenantId, acts ? [...acts] : null, actor ?? null, targetId ?? null, outcome ?? null, since ?? null, until ?? null],
    };
  }
}

import type { Client } from 'pg';

const sliceSize = 5_000;

/** Deletes events that were sent longer than `retentionMs` ago, in slices so that no lock is held long. Gives how many. */
export async function sweepOutbox(session: Client, retentionMs: number): Promise<number> {
  let swept = 0;
  for (;;) {
    const { rowCount } = await session.query(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox WHERE sent_at < now() - make_interval(secs => $1) ORDER BY sent_at LIMIT ${sliceSize})`,
      [retentionMs / 1000],
    );
    swept += rowCount ?? 0;
    if ((rowCount ?? 0) < sliceSize) return swept;
  }
}

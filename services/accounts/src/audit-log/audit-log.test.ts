import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@offload/contracts';
import { createLogger } from '@offload/service-kit';
import { Client } from 'pg';
import type { Context } from '../context.ts';
import { accountsWorld, type AccountsWorld } from '../testing/accounts-world.ts';
import { canonicalDetails } from './audit-event.ts';
import { listAuditEvents } from './list-audit-events.ts';
import { createHeadSealer } from './seal-heads.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

describe('the audit log', () => {
  let world: AccountsWorld;
  let admin: Client;
  beforeAll(async () => {
    world = await accountsWorld();
    admin = new Client({ connectionString: world.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await world.drop();
  });

  const eventOf = (number: number) => ({
    eventId: newId(),
    service: 'accounts',
    act: 'cloud-account.connect',
    actor: 'user:alice',
    address: '192.0.2.7',
    targetType: 'cloud-account',
    targetId: `account-${number}`,
    outcome: 'REFUSED',
    code: 'MISSING_PERMISSIONS',
    details: canonicalDetails({ provider: 'AWS', number }),
    occurredAt: new Date(Date.UTC(2026, 0, 1, 0, 0, number)),
    recordedAt: new Date(),
  });
  async function logOf(length: number, ctx: Context = world.tenant()): Promise<Context> {
    for (let number = 1; number <= length; number += 1) await ctx.transact(({ auditLog }) => auditLog.append(eventOf(number)));
    return ctx;
  }
  /** As somebody who may do anything in the database. */
  const tamper = (ctx: Context, change: string) => admin.query(change.replaceAll(':tenant', `'${ctx.tenantId}'`));

  it('is one chain a tenant without a gap, however many write at once, and each event once', async () => {
    const ctx = world.tenant();
    const events = Array.from({ length: 20 }, (_, index) => eventOf(index));

    await Promise.all([...events, ...events].map((event) => ctx.transact(({ auditLog }) => auditLog.append(event))));

    const rows = await ctx.read(({ auditLog }) => auditLog.after(0, 100));
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(new Set(rows.map(({ eventId }) => eventId)).size).toBe(20);
    expect(await verifyAuditLog(ctx, null)).toMatchObject({ ok: true, checked: 20, brokenAt: null, problem: null, head: { seq: 20 } });
  });

  it.each([
    ['event_id', `'00000000-0000-4000-8000-000000000000'`],
    ['service', `'scanner'`],
    ['act', `'cloud-account.disconnect'`],
    ['actor', `'user:mallory'`],
    ['address', 'NULL'],
    ['target_type', `'scan'`],
    ['target_id', `'another'`],
    ['outcome', `'SUCCEEDED'`],
    ['code', 'NULL'],
    ['details', `'{}'`],
    ['occurred_at', `occurred_at + interval '1 millisecond'`],
    ['recorded_at', `recorded_at - interval '1 millisecond'`],
    ['previous_hash', `decode(repeat('ab', 32), 'hex')`],
    ['hash', `decode(repeat('ab', 32), 'hex')`],
  ])('whose column %s was changed is found broken at that row', async (column, value) => {
    const ctx = await logOf(5);

    await tamper(ctx, `UPDATE audit_event SET ${column} = ${value} WHERE tenant_id = :tenant AND seq = 3`);

    expect(await verifyAuditLog(ctx, null)).toEqual({ ok: false, checked: 2, brokenAt: 3, problem: 'ROW_CHANGED', head: null });
  });

  it('of which a row was taken out, or two changed places, is found broken there', async () => {
    const [short, swapped] = [await logOf(5), await logOf(5)];

    await tamper(short, 'DELETE FROM audit_event WHERE tenant_id = :tenant AND seq = 4');
    await tamper(swapped, 'UPDATE audit_event SET seq = 100 WHERE tenant_id = :tenant AND seq = 2');
    await tamper(swapped, 'UPDATE audit_event SET seq = 2 WHERE tenant_id = :tenant AND seq = 3');
    await tamper(swapped, 'UPDATE audit_event SET seq = 3 WHERE tenant_id = :tenant AND seq = 100');

    expect(await verifyAuditLog(short, null)).toMatchObject({ ok: false, brokenAt: 4, problem: 'ROW_MISSING' });
    expect(await verifyAuditLog(swapped, null)).toMatchObject({ ok: false, brokenAt: 2, problem: 'ROW_CHANGED' });
  });

  it("into which a row of another tenant's chain was moved is found broken there", async () => {
    const [mine, theirs] = [await logOf(3), await logOf(3)];

    await tamper(mine, 'DELETE FROM audit_event WHERE tenant_id = :tenant AND seq = 1');
    await tamper(mine, `UPDATE audit_event SET tenant_id = :tenant WHERE tenant_id = '${theirs.tenantId}' AND seq = 1`);

    expect(await verifyAuditLog(mine, null)).toMatchObject({ ok: false, brokenAt: 1, problem: 'ROW_CHANGED' });
  });

  it('whose end was cut off is whole to itself, and found out by what was signed before: here or elsewhere', async () => {
    const [here, elsewhere] = [await logOf(5), await logOf(5)];
    const lines: string[] = [];
    const log = createLogger({ service: 'accounts', level: 'info', destination: { write: (line: string) => void lines.push(line) } });
    const { head } = await verifyAuditLog(elsewhere, null);
    const seal = createHeadSealer(world.platform, log);
    await tamper(elsewhere, 'DELETE FROM audit_event WHERE tenant_id = :tenant AND seq = 5');
    await seal();
    await seal();
    await tamper(here, 'DELETE FROM audit_event WHERE tenant_id = :tenant AND seq = 5');

    expect(await verifyAuditLog(here, null)).toMatchObject({ ok: false, brokenAt: 5, problem: 'CUT_OFF' });
    expect(await verifyAuditLog(elsewhere, null)).toMatchObject({ ok: true, checked: 4 });
    expect(await verifyAuditLog(elsewhere, head!.statement)).toMatchObject({ ok: false, brokenAt: 5, problem: 'CUT_OFF' });
    const written = lines.map((line) => JSON.parse(line) as { tenantId: string; seq: number }).filter(({ tenantId }) => tenantId === here.tenantId);
    expect(written.map(({ seq }) => seq)).toEqual([5]);
  });

  it('that was written anew from some row on, hashes and all, is found out by what was signed before', async () => {
    const ctx = await logOf(4);
    const { head } = await verifyAuditLog(ctx, null);

    await tamper(ctx, 'DELETE FROM audit_event WHERE tenant_id = :tenant AND seq >= 3');
    await logOf(3, ctx);

    expect(await verifyAuditLog(ctx, null)).toMatchObject({ ok: true, checked: 5 });
    expect(await verifyAuditLog(ctx, head!.statement)).toMatchObject({ ok: false, brokenAt: 4, problem: 'HEAD_DIFFERS' });
  });

  it("takes no statement that is not its own: not another tenant's, not a changed one, not some text", async () => {
    const [mine, theirs] = [await logOf(2), await logOf(2)];
    const { statement } = (await verifyAuditLog(theirs, null)).head!;
    const own = (await verifyAuditLog(mine, null)).head!.statement;

    for (const wrong of [statement, own.slice(0, -4) + 'AAAA', 'no statement', 'x'.repeat(100_000)]) {
      expect(await verifyAuditLog(mine, wrong)).toMatchObject({ ok: false, problem: 'HEAD_NOT_OURS' });
    }
  });

  it('can be neither changed nor shortened by the roles that the service runs as', async () => {
    const ctx = await logOf(1);
    const asService = (sql: string) => world.database.transact(ctx.tenantId, (tx) => tx.query(sql));
    const asSystem = (sql: string) => world.database.system.transact((tx) => tx.query(sql));

    for (const run of [asService, asSystem]) {
      for (const table of ['audit_event', 'audit_head']) {
        for (const sql of [`UPDATE ${table} SET seq = 9`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) await expect(run(sql)).rejects.toThrow(/permission denied/);
      }
    }
  });

  it('is listed newest first, page by page, by act, actor, target, outcome and time', async () => {
    const ctx = await logOf(5);
    await ctx.transact(({ auditLog }) => auditLog.append({ ...eventOf(6), act: 'credential.lease', actor: 'service:scanner', outcome: 'SUCCEEDED' }));

    const first = await listAuditEvents(ctx, { first: 4 }, {});
    const second = await listAuditEvents(ctx, { first: 4, after: first.pageInfo.endCursor }, {});

    expect([...first.nodes, ...second.nodes].map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(await first.totalCount()).toBe(6);
    const seqs = async (selection: Parameters<typeof listAuditEvents>[2]) => (await listAuditEvents(ctx, {}, selection)).nodes.map(({ seq }) => seq);
    expect(await seqs({ acts: ['credential.lease', 'scan.start'] })).toEqual([6]);
    expect(await seqs({ actor: 'user:alice', targetId: 'account-2' })).toEqual([2]);
    expect(await seqs({ outcome: 'SUCCEEDED' })).toEqual([6]);
    expect(await seqs({ since: new Date(Date.UTC(2026, 0, 1, 0, 0, 2)), until: new Date(Date.UTC(2026, 0, 1, 0, 0, 4)) })).toEqual([3, 2]);
  });

  it("shows nothing of another tenant's, and verifies its own alone", async () => {
    await logOf(3);
    const stranger = world.tenant();

    expect((await listAuditEvents(stranger, {}, {})).nodes).toEqual([]);
    expect(await verifyAuditLog(stranger, null)).toEqual({ ok: true, checked: 0, brokenAt: null, problem: null, head: null });
  });
});

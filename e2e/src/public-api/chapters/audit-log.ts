import { expect, it } from '@jest/globals';
import { AuditEventsDocument, AuditHistoryOfDocument, AuditLogVerificationDocument } from '@offload/client';
import { eventually } from '@offload/testkit';
import type { Chapter } from '../public-api.ts';

/** Reads what the story left behind. */
export const auditLog: Chapter = (api) => {
  it('tells what was done, refusals included, and to one account alone', async () => {
    const { auditEvents } = await api().run(AuditEventsDocument, { first: 100, filter: { acts: ['cloud-account.connect'] } });
    expect(auditEvents.edges.filter(({ node }) => node.outcome === 'SUCCEEDED')).toHaveLength(3);
    expect(auditEvents.edges.some(({ node }) => node.outcome === 'REFUSED' && node.code)).toBe(true);

    await eventually(async () => {
      const { auditEvents: history } = await api().run(AuditHistoryOfDocument, { targetId: api().ids['AWS']! });
      expect(history.nodes.map(({ act }) => act)).toEqual(expect.arrayContaining(['cloud-account.disconnect', 'credential.rotate']));
    });
  });

  it('is whole, and holds what was said of it earlier', async () => {
    const { auditLogVerification: whole } = await api().run(AuditLogVerificationDocument, {});
    expect(whole).toMatchObject({ ok: true, brokenAt: null, problem: null });
    const { auditLogVerification: again } = await api().run(AuditLogVerificationDocument, { head: whole.head!.statement });
    expect(again.ok).toBe(true);
  });
};

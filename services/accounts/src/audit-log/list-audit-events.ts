import { connectionOf, pageRequest, type Connection, type PageArguments } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { AuditEvent } from './audit-event.ts';
import type { AuditKey, AuditSelection } from './audit-log.repository.ts';

const key = z.tuple([z.int().positive()]) as unknown as z.ZodType<AuditKey>;

/** A page of the tenant's audit log, newest first. Throws BAD_USER_INPUT for a page that cannot be. */
export async function listAuditEvents(ctx: Context, args: PageArguments, selection: AuditSelection): Promise<Connection<AuditEvent>> {
  const page = pageRequest(args, { list: 'audit-events', key });
  const rows = await ctx.read(({ auditLog }) => auditLog.page(selection, page));
  return connectionOf(rows, page, ({ seq }): AuditKey => [seq], {
    totalCount: () => ctx.read(({ auditLog }) => auditLog.count(selection)),
  });
}

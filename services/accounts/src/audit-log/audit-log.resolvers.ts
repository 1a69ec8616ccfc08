import type { PageArguments, Resolvers } from '@offload/service-kit';
import type { Context } from '../context.ts';
import type { AuditEvent } from './audit-event.ts';
import type { AuditSelection } from './audit-log.repository.ts';
import { listAuditEvents } from './list-audit-events.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

export const auditLogResolvers: Resolvers = {
  Query: {
    auditEvents: (_root: unknown, { filter, ...page }: PageArguments & { filter?: AuditSelection | null }, ctx: Context) =>
      listAuditEvents(ctx, page, filter ?? {}),
    auditLogVerification: (_root: unknown, { head }: { head?: string | null }, ctx: Context) => verifyAuditLog(ctx, head ?? null),
  },
  AuditEvent: {
    id: ({ eventId }: AuditEvent) => eventId,
    details: ({ details }: AuditEvent) => JSON.parse(details) as unknown,
    hash: ({ hash }: AuditEvent) => hash.toString('hex'),
  },
};

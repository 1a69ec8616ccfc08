import { connectionOf, pageRequest, type Connection, type PageArguments } from '@offload/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { CloudAccountKey } from './cloud-account.repository.ts';
import type { CloudAccount, CloudAccountSelection } from './cloud-account.ts';

const key = z.tuple([z.iso.datetime(), z.uuid()]) as unknown as z.ZodType<CloudAccountKey>;

/** A page of the tenant's accounts, newest first. Throws BAD_USER_INPUT for a page that cannot be. */
export async function listCloudAccounts(ctx: Context, args: PageArguments, selection: CloudAccountSelection): Promise<Connection<CloudAccount>> {
  const page = pageRequest(args, { list: 'cloud-accounts', key });
  const rows = await ctx.read(({ cloudAccounts }) => cloudAccounts.page(selection, page));
  return connectionOf(rows, page, (account): CloudAccountKey => [account.connectedAt.toISOString(), account.id], {
    totalCount: () => ctx.read(({ cloudAccounts }) => cloudAccounts.count(selection)),
  });
}

import type { ConnectedStatus } from '@offload/contracts';
import type { TransactionRepositories } from '../context.ts';

/** Takes over what a new connection test found. A disconnected account stays so. */
export async function judgeCloudAccount(tx: TransactionRepositories, id: string, status: ConnectedStatus): Promise<void> {
  const account = await tx.cloudAccounts.lock(id);
  if (!account || account.status === 'DISCONNECTED' || account.status === status) return;
  await tx.cloudAccounts.update({ ...account, status });
}

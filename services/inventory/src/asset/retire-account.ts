import type { TransactionRepositories } from '../context.ts';

/** Retires every asset of an account that was disconnected, and refuses what is still on its way. */
export async function retireAccount(tx: TransactionRepositories, cloudAccountId: string, at: Date): Promise<void> {
  await tx.batches.disconnect(cloudAccountId, at);
  await tx.sweeps.forget(cloudAccountId);
  await tx.assetWriter.retireAll(cloudAccountId, at);
}

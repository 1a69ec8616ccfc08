import type { Context } from '../context.ts';
import type { CredentialRepository } from './credential.repository.ts';

/** Ends a credential: from the commit on it is neither lent nor tested. Its secret is destroyed after that, by `destroySecret`. */
export async function endCredential(credentials: CredentialRepository, cloudAccountId: string): Promise<void> {
  const credential = await credentials.lock(cloudAccountId);
  if (credential && credential.state !== 'DESTROYED') await credentials.setState(credential.id, 'DESTROYED');
}

/** Destroys every version of an ended credential's secret. Safe to repeat; does nothing for one that has not ended. */
export async function destroySecret(ctx: Context, cloudAccountId: string): Promise<void> {
  const credential = await ctx.read(({ credentials }) => credentials.ofCloudAccount(cloudAccountId));
  if (credential?.state !== 'DESTROYED') return;

  await ctx.secrets.destroy({ tenantId: ctx.tenantId, cloudAccountId });
  await ctx.transact(({ credentials }) => credentials.forgetSecret(cloudAccountId));
  ctx.log.info({ cloudAccountId }, 'secret destroyed');
}

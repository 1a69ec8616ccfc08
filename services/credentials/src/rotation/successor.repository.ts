import type { ReadTransaction } from '@offload/service-kit';
import { LessThanOrEqual } from 'typeorm';
import { retiredSecretEntity, successorEntity } from './rotation.entity.ts';
import type { Successor } from './successor.ts';

/** Credentials that are about to take the place of another, and versions that were replaced, of one tenant. */
export class SuccessorRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  /** Locks the successor of an account; whoever wants to begin another waits. */
  lock(cloudAccountId: string): Promise<Successor | null> {
    return this.#tx.manager.findOne(successorEntity, {
      where: { tenantId: this.#tenantId, cloudAccountId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Begins a rotation, in the place of whichever was under way. */
  async begin(successor: Successor): Promise<void> {
    await this.#tx.manager.upsert(successorEntity, { ...successor, tenantId: this.#tenantId } as never, ['tenantId', 'cloudAccountId']);
  }

  /** Says that the successor is about to be sealed as another version. False when a later rotation took over. */
  async reserve({ cloudAccountId, rotationId }: Successor, secretVersion: number): Promise<boolean> {
    const { affected } = await this.#tx.manager.update(
      successorEntity,
      { tenantId: this.#tenantId, cloudAccountId, rotationId },
      { secretVersion },
    );
    return affected === 1;
  }

  /** Says that the secret store has it. False when a later rotation took over, or the account was disconnected. */
  async seal({ cloudAccountId, rotationId, secretVersion }: Successor, sealedAt: Date): Promise<boolean> {
    const { affected } = await this.#tx.manager.update(
      successorEntity,
      { tenantId: this.#tenantId, cloudAccountId, rotationId, secretVersion },
      { sealedAt },
    );
    return affected === 1;
  }

  async forget(cloudAccountId: string): Promise<void> {
    await this.#tx.manager.delete(successorEntity, { tenantId: this.#tenantId, cloudAccountId });
  }

  /** Keeps a replaced version until its leases have ended. */
  async retire(cloudAccountId: string, version: number, until: Date): Promise<void> {
    await this.#tx.manager.insert(retiredSecretEntity, { tenantId: this.#tenantId, cloudAccountId, version, until });
  }

  /** The replaced versions of an account whose time is over. */
  async dueVersions(cloudAccountId: string, at: Date): Promise<number[]> {
    const due = await this.#tx.manager.findBy(retiredSecretEntity, { tenantId: this.#tenantId, cloudAccountId, until: LessThanOrEqual(at) });
    return due.map(({ version }) => version);
  }

  /** Until when the version that was replaced last is kept; null when it is destroyed already. */
  async retiredUntil(cloudAccountId: string): Promise<Date | null> {
    const [last] = await this.#tx.manager.find(retiredSecretEntity, {
      where: { tenantId: this.#tenantId, cloudAccountId },
      order: { version: 'DESC' },
      take: 1,
    });
    return last?.until ?? null;
  }

  async forgetRetired(cloudAccountId: string, version: number): Promise<void> {
    await this.#tx.manager.delete(retiredSecretEntity, { tenantId: this.#tenantId, cloudAccountId, version });
  }

  /** Forgets everything of an account whose secret is destroyed whole. */
  async forgetAll(cloudAccountId: string): Promise<void> {
    await this.forget(cloudAccountId);
    await this.#tx.manager.delete(retiredSecretEntity, { tenantId: this.#tenantId, cloudAccountId });
  }
}

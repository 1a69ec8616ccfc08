import type { ReadTransaction } from '@offload/service-kit';
import { IsNull, Not } from 'typeorm';
import { onboardingKitEntity } from './onboarding-kit.entity.ts';
import type { OnboardingKit } from './onboarding-kit.ts';

/** The onboarding kits of one tenant. */
export class OnboardingKitRepository {
  readonly #tx: ReadTransaction;
  readonly #tenantId: string;

  constructor(tx: ReadTransaction, tenantId: string) {
    this.#tx = tx;
    this.#tenantId = tenantId;
  }

  byId(id: string): Promise<OnboardingKit | null> {
    return this.#tx.manager.findOneBy(onboardingKitEntity, { tenantId: this.#tenantId, id });
  }

  async insert(kit: OnboardingKit): Promise<void> {
    await this.#tx.manager.insert(onboardingKitEntity, { ...kit, tenantId: this.#tenantId });
  }

  /** The external IDs that were issued to the tenant last, newest first. */
  async issuedExternalIds(limit: number): Promise<string[]> {
    const kits = await this.#tx.manager.find(onboardingKitEntity, {
      where: { tenantId: this.#tenantId, externalId: Not(IsNull()) },
      order: { createdAt: 'DESC' },
      take: limit,
    });
    return kits.map((kit) => kit.externalId!);
  }
}

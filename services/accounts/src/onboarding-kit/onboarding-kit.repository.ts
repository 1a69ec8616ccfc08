import type { CloudProvider } from '@offload/contracts';
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

  /** The kit of that id, when it is for this provider. */
  of(provider: CloudProvider, id: string): Promise<OnboardingKit | null> {
    return this.#tx.manager.findOneBy(onboardingKitEntity, { tenantId: this.#tenantId, provider, id });
  }

  async insert(kit: OnboardingKit): Promise<void> {
    await this.#tx.manager.insert(onboardingKitEntity, { ...kit, tenantId: this.#tenantId });
  }

  /** Whether the kit belongs to a connection that stands, other than this one. */
  async isClaimed(id: string, { by }: { by: string | null }): Promise<boolean> {
    const rows = await this.#tx.query(
      `SELECT 1 FROM onboarding_kit kit JOIN cloud_account account ON account.tenant_id = kit.tenant_id AND account.id = kit.connected_account_id
       WHERE kit.tenant_id = $1 AND kit.id = $2 AND account.status <> 'DISCONNECTED' AND account.id IS DISTINCT FROM $3`,
      [this.#tenantId, id, by],
    );
    return rows.length > 0;
  }

  /** Gives the kit to a connection; false when it belongs to another that stands. Who claims it at the same time waits for the outcome. */
  async claim(id: string, cloudAccountId: string): Promise<boolean> {
    await this.#tx.query(`SELECT 1 FROM onboarding_kit WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, [this.#tenantId, id]);
    if (await this.isClaimed(id, { by: cloudAccountId })) return false;
    const { affected } = await this.#tx.manager.update(onboardingKitEntity, { tenantId: this.#tenantId, id }, { connectedAccountId: cloudAccountId });
    return affected === 1;
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

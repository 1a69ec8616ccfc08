import { EntitySchema } from 'typeorm';
import type { OnboardingKit } from './onboarding-kit.ts';

export const onboardingKitEntity = new EntitySchema<OnboardingKit & { tenantId: string }>({
  name: 'onboarding_kit',
  columns: {
    tenantId: { type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    provider: { type: 'text' },
    externalId: { type: 'text', nullable: true },
    connectedAccountId: { type: 'uuid', nullable: true },
    createdAt: { type: 'timestamptz', precision: 3 },
  },
});

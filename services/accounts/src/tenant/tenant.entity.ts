import { EntitySchema } from 'typeorm';

export interface TenantRow {
  tenantId: string;
  name: string;
  createdAt: Date;
}

export const tenantEntity = new EntitySchema<TenantRow>({
  name: 'tenant',
  columns: { tenantId: { type: 'uuid', primary: true }, name: { type: 'text' }, createdAt: { type: 'timestamptz', precision: 3 } },
});

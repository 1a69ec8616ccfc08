import { createLogger, provisionServiceDatabase } from '@offload/service-kit';

/** A one-shot container: makes the databases and roles of the four services, or brings them into shape, and ends. */
const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const log = createLogger({ service: 'provision', level: 'info' });
const adminUrl = required('DATABASE_ADMIN_URL');

for (const service of ['accounts', 'credentials', 'scanner', 'inventory'] as const) {
  const prefix = service.toUpperCase();
  await provisionServiceDatabase({
    adminUrl,
    service,
    passwords: {
      owner: required(`${prefix}_OWNER_PASSWORD`),
      runtime: required(`${prefix}_RUNTIME_PASSWORD`),
      system: required(`${prefix}_SYSTEM_PASSWORD`),
    },
  });
  log.info({ database: service }, 'database provisioned');
}

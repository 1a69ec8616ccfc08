/** Where the global setup says which server this run has. */
export const environmentName = 'OFFLOAD_TEST_POSTGRES_URL';
export const rolePasswordName = 'OFFLOAD_TEST_ROLE_PASSWORD';

/** The superuser's URL of this run's Postgres, and the password that all service roles have in it. Throws when the test was not started by our Jest configuration. */
export function runPostgres(): { adminUrl: string; rolePassword: string } {
  const adminUrl = process.env[environmentName];
  const rolePassword = process.env[rolePasswordName];
  if (!adminUrl || !rolePassword) throw new Error('no Postgres was started for this run: start tests with `npm test` from the root');
  return { adminUrl, rolePassword };
}

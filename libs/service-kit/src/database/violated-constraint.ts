import { QueryFailedError } from 'typeorm';

/**
 * The name of the unique index or constraint that a statement broke; undefined for any other error. The transaction is over then: ask outside of it.
 * `if (violatedConstraint(error) === 'cloud_account_provider_id') return err(alreadyConnected)`.
 */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;

  const { code, constraint } = error.driverError as { code?: string; constraint?: string };
  return code === '23505' || code === '23503' || code === '23514' || code === '23P01' ? constraint : undefined;
}

import { describe, expect, it } from '@jest/globals';
import { ageInDays, rotationOf } from './rotation-state.ts';

describe('key rotation', () => {
  const createdAt = new Date('2026-01-01T12:00:00Z');
  const after = (days: number, minutes = 0): Date => new Date(createdAt.getTime() + days * 86_400_000 + minutes * 60_000);

  it.each([
    [0, 'FRESH'],
    [59, 'FRESH'],
    [60, 'DUE_SOON'],
    [89, 'DUE_SOON'],
    [90, 'OVERDUE'],
    [400, 'OVERDUE'],
  ])('of access keys that are %i days old: %s', (days, state) => {
    expect(rotationOf({ kind: 'AWS_ACCESS_KEYS', issuedAt: null, createdAt }, after(days))).toBe(state);
    expect(rotationOf({ kind: 'AWS_ACCESS_KEYS', issuedAt: null, createdAt }, after(days, 1))).toBe(state);
  });

  it.each(['AWS_ACCESS_KEYS', 'AZURE_CLIENT_SECRET', 'GCP_SERVICE_ACCOUNT_KEY'] as const)('concerns %s, which holds a secret', (kind) => {
    expect(rotationOf({ kind, issuedAt: null, createdAt }, after(90))).toBe('OVERDUE');
  });

  it.each(['AWS_ROLE', 'AWS_TEMPORARY_CREDENTIALS', 'AZURE_WORKLOAD_IDENTITY'] as const)('does not concern %s', (kind) => {
    expect(rotationOf({ kind, issuedAt: null, createdAt }, after(400))).toBe('NOT_APPLICABLE');
  });

  it('counts whole days, and none below zero', () => {
    expect(ageInDays({ issuedAt: null, createdAt }, after(2, -1))).toBe(1);
    expect(ageInDays({ issuedAt: null, createdAt }, after(-1))).toBe(0);
  });

  it('counts from when the provider made the secret, where it tells: a key may be old on the day that it is sealed', () => {
    expect(rotationOf({ kind: 'AWS_ACCESS_KEYS', issuedAt: createdAt, createdAt: after(89) }, after(90))).toBe('OVERDUE');
  });
});

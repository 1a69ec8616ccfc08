import { describe, expect, it } from '@jest/globals';
import { classifyArmFailure, classifyTokenFailure, type AzureErrorKind } from './azure-error.ts';

const entra = (number: number) => ({
  status: 400,
  text: JSON.stringify({ error: 'invalid_client', error_description: `AADSTS${number}: canary text. Trace ID: 1`, error_codes: [number] }),
});
const arm = (status: number, code: string) => ({ status, text: JSON.stringify({ error: { code, message: 'canary text' } }) });

describe('what Entra answers', () => {
  it.each([
    [7000215, 'BAD_SECRET'],
    [7000222, 'SECRET_EXPIRED'],
    [90002, 'NO_SUCH_DIRECTORY'],
    [700016, 'NO_SUCH_APPLICATION'],
    [7000229, 'NO_SUCH_APPLICATION'],
    [7000112, 'APPLICATION_DISABLED'],
    [53003, 'CONDITIONAL_ACCESS'],
    [700213, 'FEDERATED_SUBJECT'],
    [70021, 'FEDERATED_SUBJECT'],
    [70025, 'FEDERATED_SUBJECT'],
    [700211, 'FEDERATED_ISSUER'],
    [700212, 'FEDERATED_AUDIENCE'],
    [700027, 'FEDERATED_SIGNATURE'],
    [50166, 'ISSUER_UNREADABLE'],
    [700024, 'CLOCK_SKEW'],
    [99999, 'OTHER'],
  ] as [number, AzureErrorKind][])('is told apart by its number: AADSTS%i is %s', (number, kind) => {
    const error = classifyTokenFailure(entra(number));

    expect(error).toMatchObject({ kind, code: `AADSTS${number}` });
    expect(error.message).not.toContain('canary');
  });

  it('is told apart by its status where it has no number, and as no answer where there was none', () => {
    expect(classifyTokenFailure({ status: 429, text: '{}' }).kind).toBe('THROTTLED');
    expect(classifyTokenFailure({ status: 503, text: '<html>' }).kind).toBe('UNREACHABLE');
    expect(classifyTokenFailure({ status: 400, text: '' })).toMatchObject({ kind: 'OTHER', code: 'HTTP400' });
    expect(classifyTokenFailure({ status: 400, text: '{"error_codes":[7000215]}' }).kind).toBe('BAD_SECRET');
    expect(classifyTokenFailure(null).kind).toBe('UNREACHABLE');
  });
});

describe('what Resource Manager answers', () => {
  it.each([
    [401, 'InvalidAuthenticationTokenTenant', 'OTHER_DIRECTORY'],
    [401, 'ExpiredAuthenticationToken', 'TOKEN_REFUSED'],
    [403, 'AuthorizationFailed', 'DENIED'],
    [403, 'RequestDisallowedByPolicy', 'DENIED'],
    [404, 'SubscriptionNotFound', 'NOT_FOUND'],
    [400, 'InvalidSubscriptionId', 'NOT_FOUND'],
    [429, 'SubscriptionRequestsThrottled', 'THROTTLED'],
    [503, 'ServerBusy', 'UNREACHABLE'],
    [501, 'NotImplemented', 'OTHER'],
  ] as [number, string, AzureErrorKind][])('is told apart: %i %s is %s', (status, code, kind) => {
    const error = classifyArmFailure('GET /subscriptions', arm(status, code));

    expect(error).toMatchObject({ kind, code });
    expect(error.message).not.toContain('canary');
  });

  it('keeps nothing of a body that is not an error of its form', () => {
    expect(classifyArmFailure('GET /x', { status: 400, text: '<html>canary</html>' })).toMatchObject({ kind: 'OTHER', code: 'HTTP400' });
    expect(classifyArmFailure('GET /x', arm(400, 'canary text, quoted'))).toMatchObject({ code: 'HTTP400' });
    expect(classifyArmFailure('GET /x', null).kind).toBe('UNREACHABLE');
  });
});

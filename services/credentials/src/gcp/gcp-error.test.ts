import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { classifyApiError, classifyTokenError } from './gcp-error.ts';

const grant = (description: string): object => ({ error: 'invalid_grant', error_description: description });
const apiError = (status: string, info?: { reason: string; metadata?: Record<string, string> }): object => ({
  error: {
    status,
    message: 'text',
    details: info
      ? [
          { '@type': 'type.googleapis.com/google.rpc.Help' },
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', domain: 'googleapis.com', ...info },
        ]
      : [],
  },
});

describe('telling refusals of the token endpoint apart', () => {
  it.each([
    ['BAD_SIGNATURE', 400, grant('Invalid JWT Signature.')],
    ['ACCOUNT_UNUSABLE', 400, grant('Invalid grant: account not found')],
    ['ACCOUNT_UNUSABLE', 400, grant('Not a valid email.')],
    [
      'CLOCK_SKEW',
      400,
      grant(
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
      ),
    ],
    ['EXPIRED', 400, grant('Token has been expired or revoked.')],
    ['NOT_ACCEPTED', 400, grant('Bad Request')],
    ['NOT_ACCEPTED', 400, { error: 'invalid_grant' }],
    ['DISABLED', 401, { error: 'disabled_client', error_description: 'The OAuth client was disabled.' }],
    ['ACCOUNT_UNUSABLE', 401, { error: 'deleted_client' }],
    ['NOT_ACCEPTED', 401, { error: 'unauthorized_client' }],
    ['THROTTLED', 429, { error: 'rate_limit_exceeded' }],
    ['THROTTLED', 403, { error: 'rate_limit_exceeded' }],
    ['UNREACHABLE', 503, { error: 'internal_failure' }],
    ['UNREACHABLE', 502, null],
    ['OTHER', 400, { error: 'invalid_scope' }],
  ] as const)('%s: %i %j', (kind, status, body) => {
    expect(classifyTokenError(status, body).kind).toBe(kind);
  });

  it('takes what is no JSON for the answer of somebody else, also with status 200', () => {
    expect(classifyTokenError(200, null).kind).toBe('UNREACHABLE');
    expect(classifyTokenError(403, null).kind).toBe('UNREACHABLE');
  });
});

describe('telling refusals of the APIs apart', () => {
  it.each([
    ['DENIED', 403, apiError('PERMISSION_DENIED', { reason: 'IAM_PERMISSION_DENIED', metadata: { permission: 'p' } })],
    ['DENIED', 403, apiError('PERMISSION_DENIED')],
    ['DISABLED', 401, apiError('UNAUTHENTICATED', { reason: 'ACCOUNT_STATE_INVALID' })],
    ['EXPIRED', 401, apiError('UNAUTHENTICATED', { reason: 'ACCESS_TOKEN_EXPIRED' })],
    ['NOT_ACCEPTED', 401, apiError('UNAUTHENTICATED')],
    ['NOT_FOUND', 404, apiError('NOT_FOUND')],
    ['INVALID_ARGUMENT', 400, apiError('INVALID_ARGUMENT')],
    ['THROTTLED', 429, apiError('RESOURCE_EXHAUSTED', { reason: 'RATE_LIMIT_EXCEEDED' })],
    ['THROTTLED', 403, apiError('PERMISSION_DENIED', { reason: 'RATE_LIMIT_EXCEEDED' })],
    ['UNREACHABLE', 503, apiError('UNAVAILABLE')],
    ['UNREACHABLE', 500, null],
    ['OTHER', 501, apiError('UNIMPLEMENTED')],
    // A scope of ours that is too small is no fault of the customer's.
    ['OTHER', 403, apiError('PERMISSION_DENIED', { reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' })],
  ] as const)('%s: %i %j', (kind, status, body) => {
    expect(classifyApiError('x:y', status, body).kind).toBe(kind);
  });

  it('names the API that is off', () => {
    const body = apiError('PERMISSION_DENIED', {
      reason: 'SERVICE_DISABLED',
      metadata: { service: 'cloudasset.googleapis.com', consumer: 'projects/1' },
    });

    expect(classifyApiError('x:y', 403, body)).toMatchObject({ kind: 'API_DISABLED', service: 'cloudasset.googleapis.com' });
  });

  it.each([undefined, 'text', [], { error: 'text' }, { error: { details: 'text' } }, { error: { details: [null, 7] } }])(
    'is not thrown off by %j',
    (body) => {
      expect(classifyApiError('x:y', 400, body).kind).toBe('OTHER');
      expect(classifyTokenError(400, body).kind).toBe('OTHER');
    },
  );
});

it('an error keeps nothing of what is quoted back: descriptions, messages, and codes that are no words', () => {
  const canary = 'canary signed assertion';
  const errors = [
    classifyTokenError(400, { error: 'invalid_grant', error_description: `Invalid JWT Signature ${canary}` }),
    classifyTokenError(400, { error: canary }),
    classifyApiError('x:y', 403, {
      error: { status: canary, message: canary, details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: canary }] },
    }),
    classifyApiError('x:y', 403, apiError('PERMISSION_DENIED', { reason: 'SERVICE_DISABLED', metadata: { service: canary } })),
  ];

  for (const error of errors) expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(canary);
});

import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { classifyAwsError } from './aws-error.ts';

const sdkError = (name: string, message = '', more: object = {}): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 }, ...more });

describe('telling AWS errors apart', () => {
  it.each([
    ['BAD_KEY', ['InvalidClientTokenId', 'InvalidAccessKeyId', 'AuthFailure', 'UnrecognizedClientException']],
    ['BAD_SIGNATURE', ['SignatureDoesNotMatch', 'InvalidSignatureException']],
    ['EXPIRED', ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']],
    ['DENIED', ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']],
    ['THROTTLED', ['Throttling', 'SlowDown', 'RequestLimitExceeded', 'ThrottlingException', 'TooManyRequestsException']],
    ['CLOCK_SKEW', ['RequestTimeTooSkewed', 'RequestInTheFuture']],
    ['REGION_OFF', ['RegionDisabledException', 'OptInRequired']],
    ['OTHER', ['NoSuchEntity', 'ValidationError']],
  ] as const)('%s, as query, EC2, S3 and JSON services spell it', (kind, names) => {
    for (const name of names) expect(classifyAwsError('x:y', sdkError(name))).toMatchObject({ kind, code: name });
  });

  it.each([
    ['SignatureDoesNotMatch', 'Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T002500Z - 15 min.)'],
    ['InvalidSignatureException', 'Signature not yet current: 20260101T003000Z is still later than 20260101T001500Z'],
  ])('a signature that is refused for its time is a matter of clocks: %s', (name, message) => {
    expect(classifyAwsError('sts:GetCallerIdentity', sdkError(name, message)).kind).toBe('CLOCK_SKEW');
  });

  it('whose policy denies, when AWS says so', () => {
    const message =
      'User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: r because no identity-based policy allows the sts:AssumeRole action';

    expect(classifyAwsError('sts:AssumeRole', sdkError('AccessDenied', message)).isDeniedByOwnPolicy).toBe(true);
    expect(classifyAwsError('sts:AssumeRole', sdkError('AccessDenied', 'not authorized')).isDeniedByOwnPolicy).toBe(false);
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])('no answer: %s', (code) => {
    expect(classifyAwsError('x:y', Object.assign(new Error('text'), { code })).kind).toBe('UNREACHABLE');
  });

  it('no usable answer: a failing server, a timeout', () => {
    expect(classifyAwsError('x:y', sdkError('InternalFailure', '', { $metadata: { httpStatusCode: 500 } })).kind).toBe('UNREACHABLE');
    expect(classifyAwsError('x:y', sdkError('TimeoutError')).kind).toBe('UNREACHABLE');
  });

  it('keeps nothing of what AWS quotes back: messages, tokens, requests', () => {
    const canary = 'canary-session-token';
    const error = sdkError('SignatureDoesNotMatch', `The Canonical String should have been x-amz-security-token:${canary}`, {
      $response: { canary },
      request: canary,
    });

    expect(inspect(classifyAwsError('x:y', error), { depth: 20, showHidden: true })).not.toContain(canary);
    expect(inspect(classifyAwsError('x:y', sdkError(canary)), { depth: 20 })).not.toContain(canary);
  });
});

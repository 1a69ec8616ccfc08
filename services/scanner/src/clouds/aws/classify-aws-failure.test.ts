import { describe, expect, it } from '@jest/globals';
import { ConnectionFailed } from '../http/connection-failed.ts';
import { LeaseExpired } from '../../collector/lease-expired.ts';
import { NotEnabled } from '../../collector/provider-failure.ts';
import { classifyAwsFailure } from './classify-aws-failure.ts';

const refusal = (name: string, status = 400, message = 'said the provider'): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

describe('classifyAwsFailure', () => {
  it.each([
    ['UnauthorizedOperation', 403, 'DENIED'],
    ['AccessDenied', 403, 'DENIED'],
    ['AccessDeniedException', 400, 'DENIED'],
    ['SomethingNewException', 403, 'DENIED'],
    ['Throttling', 400, 'THROTTLED'],
    ['RequestLimitExceeded', 503, 'THROTTLED'],
    ['SlowDown', 503, 'THROTTLED'],
    ['SomethingNewException', 429, 'THROTTLED'],
    ['OptInRequired', 401, 'REGION_NOT_ENABLED'],
    ['InvalidAccessException', 401, 'NOT_ENABLED'],
    ['InternalFailure', 500, 'PROVIDER_ERROR'],
  ])('takes %s with status %i for %s', (code, status, reason) => {
    expect(classifyAwsFailure(refusal(code, status))).toMatchObject({ kind: 'gap', reason });
  });

  it.each(['NoSuchEntityException', 'NoSuchBucket', 'ResourceNotFoundException'])('takes %s for a fact', (code) => {
    expect(classifyAwsFailure(refusal(code, 404))).toEqual({ kind: 'gone' });
  });

  it.each(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'SignatureDoesNotMatch'])(
    'takes %s for the end of the lease',
    (code) => {
      expect(() => classifyAwsFailure(refusal(code, 403))).toThrow(LeaseExpired);
    },
  );

  it.each(['AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId'])(
    'leaves open whether %s is a bad key or a region that is off',
    (code) => expect(classifyAwsFailure(refusal(code, 403))).toMatchObject({ kind: 'unknown-key' }),
  );

  it('takes whatever kept a request from an answer for UNREACHABLE', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(classifyAwsFailure(new ConnectionFailed(cause))).toMatchObject({
      reason: 'UNREACHABLE',
      message: 'ECONNREFUSED: connect ECONNREFUSED',
    });
  });

  it('takes a service that is off for NOT_ENABLED', () => {
    expect(classifyAwsFailure(new NotEnabled('no detector'))).toMatchObject({ reason: 'NOT_ENABLED', message: 'no detector' });
  });

  it('does not make a gap of a bug', () => {
    expect(() => classifyAwsFailure(new TypeError('undefined is not a function'))).toThrow(TypeError);
  });

  it('says what the provider said, without key ids and without EC2’s encoded blob', () => {
    const message = 'You are not authorized. AKIAIOSFODNN7EXAMPLE may not. Encoded authorization failure message: AbCdEf-0123';
    expect(classifyAwsFailure(refusal('UnauthorizedOperation', 403, message))).toMatchObject({
      message: 'UnauthorizedOperation: You are not authorized. [key id] may not.',
    });
  });
});

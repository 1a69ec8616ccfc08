/** How each protocol says the same thing: status, code and words of every refusal that is not an operation's own. */
import { AwsError } from './aws-error.ts';
import type { Protocol } from './services.ts';

type Answer = [status: number, code: string, message: string];
type Answers = Record<Protocol, Answer>;

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. ' +
  'Consult the service documentation for details.';
const invalidToken = 'The security token included in the request is invalid.';
const notValidated = 'AWS was not able to validate the provided access credentials';
const expired = 'The security token included in the request is expired';

const answers = {
  noCredentials: {
    awsQuery: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
    ec2Query: [401, 'AuthFailure', notValidated],
    restXml: [403, 'AccessDenied', 'Access Denied'],
    restJson1: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
    awsJson1_1: [400, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  },
  malformedCredentials: {
    awsQuery: [400, 'IncompleteSignature', 'The request signature does not conform to AWS standards.'],
    ec2Query: [401, 'AuthFailure', notValidated],
    restXml: [400, 'AuthorizationHeaderMalformed', 'The authorization header you provided is invalid.'],
    restJson1: [403, 'IncompleteSignatureException', 'The request signature does not conform to AWS standards.'],
    awsJson1_1: [400, 'IncompleteSignatureException', 'The request signature does not conform to AWS standards.'],
  },
  unknownKey: {
    awsQuery: [403, 'InvalidClientTokenId', invalidToken],
    ec2Query: [401, 'AuthFailure', notValidated],
    restXml: [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
    restJson1: [403, 'UnrecognizedClientException', invalidToken],
    awsJson1_1: [400, 'UnrecognizedClientException', invalidToken],
  },
  badToken: {
    awsQuery: [403, 'InvalidClientTokenId', invalidToken],
    ec2Query: [401, 'AuthFailure', notValidated],
    restXml: [400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.'],
    restJson1: [403, 'UnrecognizedClientException', invalidToken],
    awsJson1_1: [400, 'UnrecognizedClientException', invalidToken],
  },
  badSignature: {
    awsQuery: [403, 'SignatureDoesNotMatch', mismatch],
    ec2Query: [401, 'AuthFailure', notValidated],
    restXml: [
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ],
    restJson1: [403, 'InvalidSignatureException', mismatch],
    awsJson1_1: [400, 'InvalidSignatureException', mismatch],
  },
  expiredToken: {
    awsQuery: [403, 'ExpiredToken', expired],
    ec2Query: [400, 'RequestExpired', 'Request has expired.'],
    restXml: [400, 'ExpiredToken', 'The provided token has expired.'],
    restJson1: [403, 'ExpiredTokenException', expired],
    awsJson1_1: [400, 'ExpiredTokenException', expired],
  },
  throttled: {
    awsQuery: [400, 'Throttling', 'Rate exceeded'],
    ec2Query: [503, 'RequestLimitExceeded', 'Request limit exceeded.'],
    restXml: [503, 'SlowDown', 'Please reduce your request rate.'],
    restJson1: [429, 'TooManyRequestsException', 'Rate exceeded'],
    awsJson1_1: [400, 'ThrottlingException', 'Rate exceeded'],
  },
  internal: {
    awsQuery: [500, 'InternalFailure', 'An internal error occurred.'],
    ec2Query: [500, 'InternalError', 'An internal error has occurred'],
    restXml: [500, 'InternalError', 'We encountered an internal error. Please try again.'],
    restJson1: [500, 'InternalServerException', 'An internal error occurred.'],
    awsJson1_1: [500, 'InternalServerException', 'An internal error occurred.'],
  },
  unknownOperation: {
    awsQuery: [400, 'InvalidAction', 'Could not find operation.'],
    ec2Query: [400, 'InvalidAction', 'The action is not valid for this web service.'],
    restXml: [405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.'],
    restJson1: [404, 'UnknownOperationException', 'The requested operation is not recognised.'],
    awsJson1_1: [400, 'UnknownOperationException', 'The requested operation is not recognised.'],
  },
  notServed: {
    awsQuery: [501, 'NotImplemented', 'The simulator does not serve this operation.'],
    ec2Query: [501, 'NotImplemented', 'The simulator does not serve this operation.'],
    restXml: [501, 'NotImplemented', 'The simulator does not serve this operation.'],
    restJson1: [501, 'NotImplemented', 'The simulator does not serve this operation.'],
    awsJson1_1: [501, 'NotImplemented', 'The simulator does not serve this operation.'],
  },
  tooLarge: {
    awsQuery: [413, 'RequestEntityTooLarge', 'The request body is too large.'],
    ec2Query: [413, 'RequestEntityTooLarge', 'The request body is too large.'],
    restXml: [400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size'],
    restJson1: [413, 'RequestTooLargeException', 'The request body is too large.'],
    awsJson1_1: [413, 'RequestTooLargeException', 'The request body is too large.'],
  },
} satisfies Record<string, Answers>;

/** The refusal of a kind in a protocol's status, code and words. */
export function refusal(kind: keyof typeof answers, protocol: Protocol): AwsError {
  return new AwsError(...(answers as Record<string, Answers>)[kind]![protocol]);
}

/** A signature older or younger than the service tolerates; `signedAt` as in x-amz-date. */
export function clockSkewed(protocol: Protocol, signedAt: string, nowMs: number, toleranceMs: number): AwsError {
  const server = amzDate(nowMs);
  const minutes = toleranceMs / 60_000;
  const isEarly = signedAt < server;
  const edge = amzDate(isEarly ? nowMs - toleranceMs : nowMs + toleranceMs);
  const message = isEarly
    ? `Signature expired: ${signedAt} is now earlier than ${edge} (${server} - ${minutes} min.)`
    : `Signature not yet current: ${signedAt} is still later than ${edge} (${server} + ${minutes} min.)`;
  switch (protocol) {
    case 'awsQuery':
      return new AwsError(403, 'SignatureDoesNotMatch', message);
    case 'ec2Query':
      return isEarly ? new AwsError(400, 'RequestExpired', 'Request has expired.') : new AwsError(401, 'AuthFailure', notValidated);
    case 'restXml':
      return new AwsError(403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.');
    case 'restJson1':
      return new AwsError(403, 'InvalidSignatureException', message);
    case 'awsJson1_1':
      return new AwsError(400, 'InvalidSignatureException', message);
  }
}

/** `20260102T030405Z`. */
export function amzDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** A denied call. `message` is the part that all services share: `User: … is not authorized to perform: …`. */
export function accessDenied(protocol: Protocol, message: string): AwsError {
  switch (protocol) {
    case 'awsQuery':
      return new AwsError(403, 'AccessDenied', message);
    case 'ec2Query':
      return new AwsError(403, 'UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`);
    case 'restXml':
      return new AwsError(403, 'AccessDenied', message);
    case 'restJson1':
      return new AwsError(403, 'AccessDeniedException', message);
    case 'awsJson1_1':
      return new AwsError(400, 'AccessDeniedException', message);
  }
}

/** A region that the account has not switched on: its keys are unknown there, and STS says so by name. */
export function regionDisabled(service: string, protocol: Protocol, region: string): AwsError {
  if (service === 'sts') {
    return new AwsError(
      403,
      'RegionDisabledException',
      `STS is not activated in this region: ${region}. Your account administrator can activate STS in this region using the IAM Console.`,
    );
  }
  return refusal('unknownKey', protocol);
}

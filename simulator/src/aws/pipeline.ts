/**
 * The life of one AWS request: identify, check the signature, the token and the region, let the fault plan interfere, ask IAM, record,
 * answer. Everything that goes wrong becomes an answer in the protocol's own words.
 */
import { randomUUID } from 'node:crypto';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { denialMessage } from './iam/evaluate.ts';
import { actionsOf } from './iam/operation-actions.ts';
import { resourceOfCall } from './iam/resource-of-call.ts';
import { AwsError } from './wire/aws-error.ts';
import type { Operation } from './wire/operation.ts';
import { readJson, readQuery, readRest, type Input } from './wire/read-input.ts';
import { accessDenied, clockSkewed, refusal, regionDisabled } from './wire/refusals.ts';
import { routeRest } from './wire/route-rest.ts';
import { loadService, protocolOf, type Protocol, type Service } from './wire/services.ts';
import { isSignatureValid, parseAuthorization, type Authorization, type SignedRequest } from './wire/sigv4.ts';
import { writeError, writeOutput } from './wire/write-answer.ts';
import { decideFor, type Caller, type World } from './world/world.ts';
import type { CallOutcome } from '../control.ts';
import type { Call, Handlers } from './call.ts';
import type { AssumeRoleWithWebIdentityCommandInput } from '@aws-sdk/client-sts';
import type { Issuers } from '../oidc/web-token.ts';
import { assumeRoleWithWebIdentity, claimedWebIdentity } from './web-identity.ts';
import type { Reaction } from '../server/cloud.ts';
import type { Recorder } from '../server/recorder.ts';

export interface Pipeline {
  world: World;
  handlers: Handlers;
  faults: FaultPlan;
  recorder: Recorder;
  /** Where the documents of OIDC issuers are read, by the issuer's name. */
  issuers: Issuers;
  /** Milliseconds since 1970 on the simulated cloud's clock. */
  now: () => number;
}

/** What rules of the fault plan are matched with. */
type FaultSubject = Parameters<FaultPlan['next']>[0];

interface Trace {
  caller?: Caller;
  region: string;
  operation: string;
  actions: readonly string[];
}

const S3_SKEW_MS = 15 * 60_000;
const SKEW_MS = 5 * 60_000;

/** Serves one request whose body has been read. Never throws for what a caller sent. */
export async function serve(pipeline: Pipeline, request: SignedRequest): Promise<Reaction> {
  const requestId = randomUUID();
  const { authorization: header } = request.headers as NodeJS.Dict<string>;
  const authorization = header === undefined ? undefined : parseAuthorization(header);
  const protocol = authorization && protocolOf(authorization.service);
  if (header === undefined && isWebIdentity(request)) return serveWebIdentity(pipeline, request, requestId);
  if (!authorization || !protocol) return answer(guessProtocol(request), '', unidentified(header, authorization), requestId);

  const service = await loadService(authorization.service);
  const trace: Trace = {
    region: service.name === 'iam' ? 'us-east-1' : authorization.region,
    operation: `${service.name}:unknown`,
    actions: [],
  };
  let outcome: CallOutcome = 'refused';
  try {
    const routed = route(service, request);
    if (routed) {
      trace.operation = `${service.name}:${routed.operation.name}`;
      trace.actions = actionsOf(service.name, routed.operation.name);
    }
    const caller = identify(pipeline, service, authorization, request, trace);
    if (!routed) throw refusal('unknownOperation', protocol);

    outcome = 'fault';
    const interference = await interfere(pipeline, service, { ...trace, principal: caller.arn, accountId: caller.account.accountId });
    if (interference) return interference;

    outcome = 'error';
    const input = routed.read();
    const isDenied = (message: string) => {
      outcome = 'denied';
      return accessDenied(protocol, message);
    };
    authorize(service, routed.operation, input, caller, trace, isDenied);
    const handler = pipeline.handlers[trace.operation];
    if (!handler) throw refusal('notServed', protocol);
    const call: Call = {
      service: service.name,
      operation: routed.operation.name,
      region: trace.region,
      caller,
      account: caller.account,
      estate: caller.account.estate,
      world: pipeline.world,
      nowMs: pipeline.now(),
      requestId,
    };
    const output = handler(input as never, call);
    outcome = 'ok';
    return { kind: 'answer', answer: writeOutput(service, routed.operation, output as Record<string, unknown>, requestId) };
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    if (outcome === 'error' && /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/.test(cause.code)) outcome = 'denied';
    return answer(protocol, service.namespace, cause, requestId);
  } finally {
    pipeline.recorder.record({
      principal: trace.caller?.arn ?? 'unknown',
      accountId: trace.caller?.account.accountId ?? '',
      region: trace.region,
      operation: trace.operation,
      actions: trace.actions,
      outcome,
    });
  }
}

const isWebIdentity = ({ method, body }: SignedRequest): boolean => method === 'POST' && /(?:^|&)Action=AssumeRoleWithWebIdentity(?:&|$)/.test(body.toString('utf8'));

/** The one call without a signature. Nothing in it says which region it is for. */
async function serveWebIdentity(pipeline: Pipeline, request: SignedRequest, requestId: string): Promise<Reaction> {
  const service = await loadService('sts');
  const trace = { principal: 'unknown', accountId: '', region: 'us-east-1', operation: 'sts:AssumeRoleWithWebIdentity', actions: ['sts:AssumeRoleWithWebIdentity'] };
  let outcome: CallOutcome = 'refused';
  try {
    const { operation, read } = route(service, request)!;
    const input = read() as unknown as AssumeRoleWithWebIdentityCommandInput;
    Object.assign(trace, claimedWebIdentity(input));
    outcome = 'fault';
    const interference = await interfere(pipeline, service, trace);
    if (interference) return interference;

    outcome = 'error';
    const output = await assumeRoleWithWebIdentity(input, { world: pipeline.world, issuers: pipeline.issuers, nowMs: pipeline.now(), requestId });
    outcome = 'ok';
    return { kind: 'answer', answer: writeOutput(service, operation, output, requestId) };
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    if (outcome === 'error') outcome = cause.code === 'AccessDenied' ? 'denied' : 'refused';
    return answer(service.protocol, service.namespace, cause, requestId);
  } finally {
    pipeline.recorder.record({ ...trace, outcome });
  }
}

function answer(protocol: Protocol, namespace: string, error: AwsError, requestId: string): Reaction {
  return { kind: 'answer', answer: writeError(protocol, namespace, error, requestId) };
}

/** The protocol of a request that names no service: by its looks. */
export function guessProtocol(request: Pick<SignedRequest, 'headers' | 'method'>): Protocol {
  const type = request.headers['content-type'] ?? '';
  if (typeof type === 'string' && type.startsWith('application/x-amz-json')) return 'awsJson1_1';
  if (typeof type === 'string' && type.startsWith('application/json')) return 'restJson1';
  return request.method === 'POST' ? 'awsQuery' : 'restXml';
}

function unidentified(header: string | undefined, authorization: Authorization | undefined): AwsError {
  if (header === undefined) return new AwsError(403, 'MissingAuthenticationToken', 'Missing Authentication Token');
  if (!authorization) return new AwsError(400, 'IncompleteSignature', 'The Authorization header is not a valid AWS Signature Version 4.');
  return new AwsError(400, 'UnknownService', `The simulator does not speak for the service ${authorization.service}.`);
}

interface Routed {
  operation: Operation;
  /** Reads the input; later than the routing, so that a malformed body of an unknown caller is answered as an unknown caller. */
  read: () => Input;
}

function route(service: Service, request: SignedRequest): Routed | undefined {
  switch (service.protocol) {
    case 'awsQuery':
    case 'ec2Query': {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const operation = service.operations.get(form.get('Action') ?? '');
      return operation && { operation, read: () => readQuery(operation, form, service.protocol === 'ec2Query') };
    }
    case 'awsJson1_1': {
      const target = request.headers['x-amz-target'];
      const operation = typeof target === 'string' ? service.operations.get(target.slice(target.lastIndexOf('.') + 1)) : undefined;
      return operation && { operation, read: () => readJson(operation.input, request.body, false) };
    }
    case 'restXml':
    case 'restJson1': {
      const [path = '/', search = ''] = request.url.split(/\?(.*)/s);
      const query = new URLSearchParams(search);
      const isS3 = service.name === 's3';
      const routed = routeRest(service.routes, request.method, path, query, isS3);
      return (
        routed && {
          operation: routed.operation,
          read: () => readRest(routed.operation, routed.labels, query, request.headers, request.body, !isS3),
        }
      );
    }
  }
}

/** The caller, once the key is known, the clock right, the signature valid, the session alive and the region on. */
function identify(pipeline: Pipeline, service: Service, authorization: Authorization, request: SignedRequest, trace: Trace): Caller {
  const { protocol } = service;
  const token = request.headers['x-amz-security-token'];
  const presented = pipeline.world.present(authorization.accessKeyId, typeof token === 'string' ? token : undefined);
  if ('refused' in presented) throw refusal(presented.refused, protocol);
  trace.caller = presented.caller;

  const signedAt = String(request.headers['x-amz-date'] ?? '');
  const signedMs = Date.parse(signedAt.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(signedMs)) throw refusal('malformedCredentials', protocol);
  const tolerance = protocol === 'restXml' ? S3_SKEW_MS : SKEW_MS;
  const now = pipeline.now();
  if (Math.abs(now - signedMs) > tolerance) throw clockSkewed(protocol, signedAt, now, tolerance);

  if (!isSignatureValid(request, authorization, presented.secretAccessKey)) throw refusal('badSignature', protocol);
  if (presented.isExpired) throw refusal('expiredToken', protocol);
  if (service.name !== 'iam' && !presented.caller.account.isRegionEnabled(authorization.region))
    throw regionDisabled(service.name, protocol, authorization.region);
  return presented.caller;
}

/** What the fault plan wants for this call: an error is thrown, a silence returned. */
async function interfere(pipeline: Pipeline, service: Service, called: FaultSubject): Promise<Reaction | undefined> {
  const { protocol } = service;
  switch (await pipeline.faults.next(called)) {
    case undefined:
      return undefined;
    case 'hang':
      return { kind: 'hang' };
    case 'drop':
      return { kind: 'drop' };
    case 'throttle':
      throw refusal('throttled', protocol);
    case 'error':
      throw refusal('internal', protocol);
    case 'expired':
      throw refusal('expiredToken', protocol);
    case 'regionDisabled':
      throw regionDisabled(service.name, protocol, called.region);
    case 'deny':
      throw accessDenied(protocol, denialMessage(called.principal, called.actions[0] ?? called.operation, '*', 'noIdentityPolicy'));
  }
}

/** AssumeRole decides for itself: its answer depends on the role, and tells nothing of why. */
function authorize(
  service: Service,
  operation: Operation,
  input: Input,
  caller: Caller,
  trace: Trace,
  denied: (message: string) => AwsError,
): void {
  if (trace.operation === 'sts:AssumeRole') return;
  const resource = resourceOfCall({ service: service.name, region: trace.region, accountId: caller.account.accountId, input });
  for (const action of actionsOf(service.name, operation.name)) {
    const decision = decideFor(caller, action, resource, trace.region);
    if (decision !== 'allowed') throw denied(denialMessage(caller.arn, action, resource, decision));
  }
}

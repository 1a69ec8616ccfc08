/**
 * The life of one request to Google Cloud: route, know the token and its account, its consumer project and that the API is on there,
 * let the fault plan interfere, ask IAM, record, answer. Everything that goes wrong becomes an answer in Google's own words.
 */
import type { CallOutcome } from '../control.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Answer, CloudRequest, Reaction } from '../server/cloud.ts';
import type { Recorder } from '../server/recorder.ts';
import { titleOf } from './api/service-titles.ts';
import type { Caller } from './call.ts';
import { claimedPrincipal, exchangeToken, readExchange } from './federation/exchange-token.ts';
import { readPrincipal } from './federation/pool.ts';
import { permissionsOf } from './iam/method-permissions.ts';
import { answerOf, claimedAccount, exchangeAssertion, OAuthError } from './token/token-endpoint.ts';
import {
  badToken,
  callerDenied,
  credentialsMissing,
  GoogleError,
  internalError,
  invalidArgument,
  locationUnavailable,
  notFound,
  permissionDenied,
  rateLimited,
  resourceDenied,
  scopeInsufficient,
  serviceDisabled,
  userProjectDenied,
  type Called,
} from './wire/google-error.ts';
import type { Routed, Router } from './wire/route.ts';
import type { Project } from './world/project.ts';
import type { GcpWorld } from './world/world.ts';

export interface Pipeline {
  world: GcpWorld;
  router: Router;
  faults: FaultPlan;
  recorder: Recorder;
  /** Milliseconds since 1970 on the simulated cloud's clock. */
  now: () => number;
}

interface Trace {
  principal: string;
  accountId: string;
  region: string;
  operation: string;
  actions: readonly string[];
  outcome: CallOutcome;
}

const tokenHost = 'oauth2.googleapis.com';
const exchangeHost = 'sts.googleapis.com';
const fullScope = 'https://www.googleapis.com/auth/cloud-platform';
const readingScope = 'https://www.googleapis.com/auth/cloud-platform.read-only';

/** Serves one request whose body has been read. Never throws for what a caller sent. */
export async function serve(pipeline: Pipeline, request: CloudRequest): Promise<Reaction> {
  const trace: Trace = { principal: 'unknown', accountId: '', region: '', operation: `${request.host}:unknown`, actions: [], outcome: 'refused' };
  try {
    if (request.host === tokenHost) return await serveToken(pipeline, request, trace);
    if (request.host === exchangeHost) return await serveExchange(pipeline, request, trace);
    return await serveApi(pipeline, request, trace);
  } catch (cause) {
    if (!(cause instanceof GoogleError || cause instanceof OAuthError)) throw cause;
    if (trace.outcome === 'error' && cause instanceof GoogleError && cause.status === 'PERMISSION_DENIED') trace.outcome = 'denied';
    return { kind: 'answer', answer: cause.toAnswer() };
  } finally {
    pipeline.recorder.record(trace);
  }
}

async function serveToken(pipeline: Pipeline, request: CloudRequest, trace: Trace): Promise<Reaction> {
  const { world } = pipeline;
  if (request.method !== 'POST' || request.url.split('?')[0] !== '/token')
    return { kind: 'answer', answer: answerOf(404, { error: 'not_found', error_description: 'Not Found' }) };
  trace.operation = 'oauth2.token';
  const form = new URLSearchParams(request.body.toString('utf8'));
  const account = claimedAccount(world, form);
  if (account) Object.assign(trace, { principal: `gcp:${account.email}`, accountId: account.projectId });
  return tokenReaction(pipeline, trace, () => exchangeAssertion(world, form, pipeline.now()));
}

async function serveExchange(pipeline: Pipeline, request: CloudRequest, trace: Trace): Promise<Reaction> {
  const { world } = pipeline;
  if (request.method !== 'POST' || request.url.split('?')[0] !== '/v1/token')
    return { kind: 'answer', answer: answerOf(404, { error: 'not_found', error_description: 'Not Found' }) };
  trace.operation = 'sts.token';
  const exchange = readExchange(world, request);
  const principal = claimedPrincipal(exchange);
  if (principal !== undefined) trace.principal = `gcp:${principal}`;
  trace.accountId = exchange.named?.pool.projectId ?? '';
  return tokenReaction(pipeline, trace, () => exchangeToken(world, exchange, pipeline.now()));
}

/** What a token endpoint does: what the fault plan wants, or else what it is asked for. */
async function tokenReaction(pipeline: Pipeline, trace: Trace, give: () => Answer | Promise<Answer>): Promise<Reaction> {
  trace.outcome = 'fault';
  switch (await pipeline.faults.next(trace)) {
    case 'hang':
      return { kind: 'hang' };
    case 'drop':
      return { kind: 'drop' };
    case 'throttle':
      throw new OAuthError(429, 'rate_limit_exceeded', 'Rate Limit Exceeded');
    case 'error':
    case 'regionDisabled':
      throw new OAuthError(500, 'internal_failure', 'Internal failure.');
    case 'deny':
      throw new OAuthError(401, 'unauthorized_client', 'Unauthorized client or scope in request.');
    case 'expired':
      throw new OAuthError(400, 'invalid_grant', 'Token has been expired or revoked.');
    case undefined:
  }
  trace.outcome = 'refused';
  const answer = await give();
  trace.outcome = 'ok';
  return { kind: 'answer', answer };
}

async function serveApi(pipeline: Pipeline, request: CloudRequest, trace: Trace): Promise<Reaction> {
  const { world, router } = pipeline;
  const nowMs = pipeline.now();
  const routed = router(request.host, request.method, request.url);
  const called: Called = { service: request.host, method: routed?.method.id ?? request.url.split('?')[0]! };
  if (routed) trace.operation = routed.method.id;
  const caller = authenticate(pipeline, request, called, nowMs, trace);
  if (!routed) throw notFound(`The simulator does not serve ${request.method} ${called.method} of ${request.host}.`);

  const body = readBody(request);
  const target = { params: routed.params, query: routed.query, body };
  const named = routed.method.projectOf ? routed.method.projectOf(target) : routed.params.project;
  const project = named === undefined ? undefined : world.project(named);
  trace.actions = permissionsOf(routed.method.id, target);
  trace.accountId = project?.projectId ?? named ?? '';
  trace.region = locationOf(routed);
  const consumer = consumerOf(pipeline, request, caller);

  trace.outcome = 'fault';
  const silence = await interfere(pipeline, routed, trace, consumer, called);
  if (silence) return silence;

  trace.outcome = 'denied';
  if (!isInScope(routed, caller)) throw scopeInsufficient(called);
  if (routed.method.authorize) routed.method.authorize({ params: routed.params, caller, world });
  else authorize(routed, caller, project, named ?? '', trace.actions);

  trace.outcome = 'error';
  const output = routed.method.answer({ ...target, methodId: routed.method.id, caller, project: project!, world, nowMs });
  trace.outcome = 'ok';
  const headers = { 'content-type': 'application/json; charset=UTF-8', vary: 'X-Origin, Referer' };
  return { kind: 'answer', answer: { status: 200, headers, body: JSON.stringify(output) } };
}

/** Who presents the token, once it is one of ours, alive, and its account or pool neither disabled nor gone. */
function authenticate({ world }: Pipeline, request: CloudRequest, called: Called, nowMs: number, trace: Trace): Caller {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!token) throw credentialsMissing(called);
  const grant = world.tokens.open(token);
  if (!grant) throw badToken('ACCESS_TOKEN_TYPE_UNSUPPORTED', called);
  const { member, scopes } = grant;
  trace.principal = `gcp:${member}`;
  if (grant.expiresAtMs <= nowMs) throw badToken('ACCESS_TOKEN_EXPIRED', called);
  const federated = readPrincipal(member);
  const holder = federated ? world.workloadIdentityPool(federated.project, federated.pool) : world.serviceAccount(member);
  if (!holder || holder.isDisabled) throw badToken('ACCOUNT_STATE_INVALID', called);
  return { member, projectId: holder.projectId, scopes };
}

function isInScope({ method }: Routed, { scopes }: Caller): boolean {
  const sufficient = [fullScope, ...(method.isWrite ? [] : [readingScope]), ...(method.scope ? [method.scope] : [])];
  return sufficient.some((scope) => scopes.includes(scope));
}

/** The project on whose account the call goes: the caller's own, or the one that x-goog-user-project names. The API must be on there. */
function consumerOf({ world }: Pipeline, request: CloudRequest, { member, projectId }: Caller): Project {
  const named = request.headers['x-goog-user-project'];
  let consumer = world.requireProject(projectId);
  if (typeof named === 'string' && named !== '') {
    const userProject = world.project(named);
    if (!userProject || !userProject.allows(member, 'serviceusage.services.use')) throw userProjectDenied(request.host, named);
    consumer = userProject;
  }
  if (!consumer.enabledApis.has(request.host)) throw serviceDisabled(request.host, titleOf(request.host), consumer.options.projectNumber);
  return consumer;
}

/** What the fault plan wants for this call: an error is thrown, a silence returned. */
async function interfere(pipeline: Pipeline, { method }: Routed, trace: Trace, consumer: Project, called: Called): Promise<Reaction | undefined> {
  switch (await pipeline.faults.next(trace)) {
    case undefined:
      return undefined;
    case 'hang':
      return { kind: 'hang' };
    case 'drop':
      return { kind: 'drop' };
    case 'throttle':
      throw rateLimited(method.host, consumer.options.projectNumber);
    case 'error':
      throw internalError();
    case 'expired':
      throw badToken('ACCESS_TOKEN_EXPIRED', called);
    case 'regionDisabled':
      throw locationUnavailable(trace.region);
    case 'deny': {
      const [permission] = trace.actions;
      if (permission === undefined) throw callerDenied();
      throw method.authorize ? resourceDenied(permission) : permissionDenied(method.host, permission, `projects/${trace.accountId}`);
    }
  }
}

/** A project that does not exist is answered like one that may not be seen. */
function authorize({ method }: Routed, { member }: Caller, project: Project | undefined, named: string, permissions: readonly string[]): void {
  for (const permission of permissions)
    if (!project?.allows(member, permission)) throw permissionDenied(method.host, permission, `projects/${project?.projectId ?? named}`);
  if (!project) throw callerDenied();
}

function locationOf({ method, params, query }: Routed): string {
  const location = method.locationOf ? method.locationOf({ params, query }) : (params.location ?? '');
  return location === '-' ? '' : location;
}

function readBody({ body, method }: CloudRequest): Record<string, unknown> {
  if (method === 'GET' || body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw Object.assign(invalidArgument('Invalid JSON payload received.'), { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidArgument('Invalid JSON payload received.');
  return value as Record<string, unknown>;
}

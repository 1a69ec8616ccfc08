/**
 * The life of one request to Azure. Entra: route, let the fault plan interfere, prove the application, answer. Resource Manager: route, let the fault
 * plan interfere, know the subscription and the token, ask the roles, answer. Both record. Everything that goes wrong becomes an answer in Azure's
 * own words.
 */
import type { CallOutcome } from '../control.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { CloudRequest, Reaction } from '../server/cloud.ts';
import type { Recorder } from '../server/recorder.ts';
import { armAnswer, ArmError, armErrors } from './arm/arm-error.ts';
import type { Routed, Router } from './arm/route.ts';
import type { Operation, Target } from './call.ts';
import { entraErrors, EntraError } from './entra/entra-error.ts';
import { entraHost, issueToken, routeEntra } from './entra/token-endpoint.ts';
import type { AccessTokenClaims } from './entra/access-token.ts';
import type { Application } from './world/application.ts';
import { isGuid } from './world/guid.ts';
import type { Subscription } from './world/subscription.ts';
import type { AzureWorld } from './world/world.ts';

export interface Pipeline {
  world: AzureWorld;
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

const SKEW_MS = 5 * 60_000;
const armAudiences = ['https://management.azure.com', 'https://management.core.windows.net'];
/** Registered in every subscription, and nobody's to take away. */
const alwaysRegistered = ['microsoft.authorization', 'microsoft.resourcegraph', 'microsoft.resources'];

/** Serves one request whose body has been read. Never throws for what a caller sent. */
export async function serve(pipeline: Pipeline, request: CloudRequest): Promise<Reaction> {
  const isEntra = request.host === entraHost;
  const trace: Trace = {
    principal: 'unknown',
    accountId: '',
    region: '',
    operation: isEntra ? 'entra.unknown' : 'arm.unknown',
    actions: [],
    outcome: 'refused',
  };
  try {
    return isEntra ? await serveEntra(pipeline, request, trace) : await serveArm(pipeline, request, trace);
  } catch (cause) {
    if (cause instanceof EntraError) return { kind: 'answer', answer: cause.toAnswer(pipeline.now()) };
    if (cause instanceof ArmError) return { kind: 'answer', answer: cause.toAnswer() };
    throw cause;
  } finally {
    pipeline.recorder.record(trace);
  }
}

async function serveEntra({ world, faults, now }: Pipeline, request: CloudRequest, trace: Trace): Promise<Reaction> {
  const route = routeEntra(world, request);
  if (!route)
    return {
      kind: 'answer',
      answer: armAnswer(404, { error: 'not_found', error_description: 'The simulator does not serve this path.' }),
    };
  trace.operation = route.kind === 'token' ? 'entra.token' : 'entra.discovery';
  if (route.kind === 'token' && route.request.application) trace.principal = `azure:${route.request.application.objectId}`;

  trace.outcome = 'fault';
  switch (await faults.next(trace)) {
    case 'hang':
      return { kind: 'hang' };
    case 'drop':
      return { kind: 'drop' };
    case 'throttle':
      throw entraErrors.throttled();
    case 'error':
    case 'regionDisabled':
      throw entraErrors.unavailable();
    case 'deny':
      throw entraErrors.blockedByPolicy();
    case 'expired':
      throw entraErrors.secretExpired(route.kind === 'token' ? (route.request.form.get('client_id') ?? '') : '');
    case undefined:
  }

  trace.outcome = 'refused';
  const answer = route.kind === 'token' ? await issueToken(world, route.request, now()) : route.answer;
  trace.outcome = 'ok';
  return { kind: 'answer', answer };
}

async function serveArm(pipeline: Pipeline, request: CloudRequest, trace: Trace): Promise<Reaction> {
  const { world, router } = pipeline;
  const nowMs = pipeline.now();
  const [path = '/', search = ''] = request.url.split(/\?(.*)/s);
  const routed = router(request.method, path);
  const body = readBody(request);
  const target: Target = { path, params: routed?.params ?? {}, query: new URLSearchParams(search), body: body ?? {} };
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = bearer === undefined ? undefined : world.tokens.open(bearer);
  const named = /^\/subscriptions\/([^/]+)/i.exec(path)?.[1] ?? routed?.operation.subscriptionOf?.(target);
  Object.assign(trace, {
    ...(claims && { principal: `azure:${claims.oid}` }),
    ...(named !== undefined && { accountId: named.toLowerCase() }),
    ...(routed && describe(routed.operation, target)),
  });

  trace.outcome = 'fault';
  const silence = await interfere(pipeline, trace, claims, nowMs);
  if (silence) return silence;

  trace.outcome = 'refused';
  const subscription = named === undefined ? undefined : findSubscription(world, named);
  const caller = authenticate(world, request, claims, subscription, nowMs);
  const { operation } = checkRequest(routed, request.method, target);
  if (!body) throw armErrors.badRequest('The request content was invalid and could not be deserialized.');
  if (!subscription) throw armErrors.badRequest('The simulator wants every call to be about one subscription.');

  trace.outcome = 'denied';
  authorize(operation, target, caller, subscription);
  trace.outcome = 'error';
  const namespace = /\/providers\/([\w.]+)\//i.exec(operation.path)?.[1];
  if (namespace && !alwaysRegistered.includes(namespace.toLowerCase()) && !subscription.isRegistered(namespace))
    throw armErrors.notRegistered(namespace);
  const output = operation.answer({ ...target, caller, subscription, world, nowMs });
  trace.outcome = 'ok';
  return { kind: 'answer', answer: armAnswer(200, output, { 'x-ms-ratelimit-remaining-subscription-reads': '11999' }) };
}

function describe({ id, actions, locationOf }: Operation, target: Target): Pick<Trace, 'operation' | 'actions' | 'region'> {
  return { operation: id, actions: typeof actions === 'function' ? actions(target) : actions, region: locationOf?.(target) ?? '' };
}

/** What the fault plan wants for this call: an error is thrown, a silence returned. */
async function interfere(
  { faults, world }: Pipeline,
  trace: Trace,
  claims: AccessTokenClaims | undefined,
  nowMs: number,
): Promise<Reaction | undefined> {
  switch (await faults.next(trace)) {
    case undefined:
      return undefined;
    case 'hang':
      return { kind: 'hang' };
    case 'drop':
      return { kind: 'drop' };
    case 'throttle':
      throw armErrors.throttled();
    case 'error':
      throw armErrors.unavailable();
    case 'expired':
      throw armErrors.tokenExpired(claims?.tid, nowMs - 1000, nowMs);
    case 'regionDisabled':
      throw armErrors.locationUnavailable(trace.region);
    case 'deny': {
      const caller = claims && world.application(claims.appid);
      throw caller ? armErrors.notAuthorized(caller, trace.actions[0] ?? '', `/subscriptions/${trace.accountId}`) : armErrors.tokenMissing(undefined);
    }
  }
}

/** What does not exist, Resource Manager says so before it looks at the token. */
function findSubscription(world: AzureWorld, named: string): Subscription {
  if (!isGuid(named)) throw armErrors.invalidSubscriptionId(named);
  const subscription = world.subscription(named);
  if (!subscription) throw armErrors.subscriptionNotFound(named);
  return subscription;
}

/** Who presents the token, once it is one of ours, for Resource Manager, alive, and of the subscription's directory. */
function authenticate(
  world: AzureWorld,
  request: CloudRequest,
  claims: AccessTokenClaims | undefined,
  subscription: Subscription | undefined,
  nowMs: number,
): Application {
  const tenantId = subscription?.tenantId;
  if (!request.headers.authorization) throw armErrors.tokenMissing(tenantId);
  const caller = claims && world.application(claims.appid);
  if (!claims || !caller) throw armErrors.tokenInvalid(tenantId);
  if (!armAudiences.includes(claims.aud.replace(/\/$/, ''))) throw armErrors.wrongAudience(tenantId, claims.aud);
  if (claims.exp * 1000 <= nowMs) throw armErrors.tokenExpired(tenantId, claims.exp * 1000, nowMs);
  if (claims.nbf * 1000 > nowMs + SKEW_MS) throw armErrors.tokenNotYetValid(tenantId);
  if (tenantId !== undefined && claims.tid !== tenantId) throw armErrors.wrongTenant(claims.iss, tenantId);
  return caller;
}

function checkRequest(routed: Routed | undefined, method: string, { path, query }: Target): Routed {
  const version = query.get('api-version');
  if (!version) throw armErrors.apiVersionMissing();
  if (!routed) throw armErrors.typeUnknown(`${method} ${path}`);
  const { apiVersions, path: template } = routed.operation;
  if (!apiVersions.includes(version)) throw armErrors.apiVersionUnknown(version, template.split('/providers/').at(-1)!, apiVersions);
  return routed;
}

/** Roles of a resource group count for what lies in it. */
function authorize(operation: Operation, target: Target, caller: Application, subscription: Subscription): void {
  if (operation.isOpenIn?.(subscription)) return;
  const scope = /\/resourcegroups\//i.test(target.path) ? target.path : subscription.scope;
  const { actions } = describe(operation, target);
  for (const action of actions) {
    const decision = subscription.decide(caller.objectId, action, scope);
    if (decision.verdict === 'notGranted') throw armErrors.notAuthorized(caller, action, scope);
    if (decision.verdict === 'denied') throw armErrors.denied(caller, action, scope, decision.by);
  }
}

/** The JSON object that was sent; empty without a body, undefined when it is none. */
function readBody({ body }: CloudRequest): Record<string, unknown> | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

import type { Principal } from '@offload/contracts';
import { describeInvalidVariables } from '@offload/service-kit';
import { getVariableValues, type GraphQLSchema } from 'graphql';
import type { Authorize, VisiblePart } from '../access/authorize.ts';
import { unauthenticated } from '../authentication/unauthenticated.ts';
import { Refusal, refusalError } from '../errors/refusal.ts';
import { demandWithin, type Limits } from '../limits/limits.ts';
import { measureCost } from '../limits/measure-cost.ts';
import { demandVariables } from '../limits/measure-variables.ts';
import type { SecretPositions } from '../secrets/secret-positions.ts';
import { sealVariables } from '../secrets/seal-variables.ts';
import type { OperationRequest } from './operation-request.ts';
import { viewOf } from '../supergraph/views.ts';
import type { Prepare, PreparedOperation } from './prepare-operation.ts';

/** An operation that may be run, for somebody who may run it. There is no other way to get one. */
export interface AdmittedOperation extends PreparedOperation {
  /** As the client sent them, the undeclared dropped and every secret sealed. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the caller may see of it. */
  readonly visible: VisiblePart;
}

export interface AdmissionOptions {
  schema: GraphQLSchema;
  positions: SecretPositions;
  limits: Limits;
  prepare: Prepare;
  authorize: Authorize;
  /** Encrypts a secret of a tenant to credentials. */
  seal: (secret: string, tenantId: string) => Promise<string>;
}

export type Admit = (request: OperationRequest, principal: Principal | null) => Promise<AdmittedOperation>;

/**
 * Makes the one gate that every operation passes, over HTTP, WebSocket and event streams alike: parse and validate, access, variables,
 * secrets, cost. Behind it no secret is in the clear. It rejects with a `Refusal`, which holds no value of the request.
 */
export function createAdmission({ schema, positions, limits, prepare, authorize, seal }: AdmissionOptions): Admit {
  return async (request, principal) => {
    demandVariables(request.variables, limits);
    const prepared = prepare(request, viewOf(principal));
    const visible = authorize(prepared, principal);

    const variables = await sealVariables(schema, positions, prepared.operation, request.variables, async (secret) => {
      if (!principal) throw unauthenticated('A secret takes somebody who is known');
      return seal(secret, principal.tenantId);
    });
    const coerced = coerceVariables(schema, prepared, variables);
    demandWithin('COST_LIMIT_EXCEEDED', 'a cost of', measureCost(schema, prepared, coerced), limits.maxCost);

    return { ...prepared, variables, visible };
  };
}

/** The variables as their types have them, defaults filled in. Throws BAD_USER_INPUT with paths and expected types. */
function coerceVariables(
  schema: GraphQLSchema,
  { operation }: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const invalid = describeInvalidVariables(schema, operation, variables);
  if (invalid.length > 0) {
    throw new Refusal(
      invalid.map(({ variable, path, expected }) =>
        refusalError('BAD_USER_INPUT', `Variable "$${variable}${path ? `.${path}` : ''}" is not valid: expected ${expected}`),
      ),
    );
  }

  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
  // graphql-js would quote the value.
  if (!coerced) throw new Refusal([refusalError('BAD_USER_INPUT', 'The variables are not valid')]);
  return coerced;
}

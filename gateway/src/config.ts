import { commonVariables, flagVariable, listVariable, portVariable, secretVariable } from '@offload/service-kit';
import { z } from 'zod';

const count = (most = 1_000_000) => z.coerce.number().int().min(1).max(most);

const trustedOnlyVariable = () =>
  z
    .string()
    .transform((text) => (text === 'true' ? 'people,keys' : text === 'false' ? '' : text))
    .pipe(listVariable())
    .pipe(z.array(z.enum(['people', 'keys'])));

/** The gateway's environment. */
export const configSchema = z
  .object({
    ...commonVariables,
    PORT: portVariable().default(4000).describe('The port to listen on; 0 takes any free one'),
    SUPERGRAPH_FILE: z.string().default('schemas/supergraph.graphql').describe('The supergraph, as `npm run generate` composes it'),
    ACCOUNTS_URL: z.url().describe('The base URL of accounts'),
    CREDENTIALS_URL: z.url().describe('The base URL of credentials'),
    SCANNER_URL: z.url().describe('The base URL of scanner'),
    INVENTORY_URL: z.url().describe('The base URL of inventory'),
    INTERNAL_TOKEN_PRIVATE_KEY: secretVariable().describe('The Ed25519 key that signs the gateway’s internal tokens: JWK or PEM'),
    OIDC_ISSUER: z.url().optional().describe('The issuer of the access tokens that people bring; without it only API keys are accepted'),
    OIDC_AUDIENCE: z.string().min(1).optional().describe('The audience that access tokens must name'),
    OIDC_JWKS_URL: z.url().optional().describe('The key set of the issuer; found by discovery when not set'),
    OIDC_TENANT_CLAIM: z.string().min(1).default('tenant_id').describe('The claim that holds the tenant’s id'),
    OIDC_ROLES_CLAIM: z.string().min(1).default('roles').describe('The claim that holds the roles within the tenant'),
    GRAPHIQL: flagVariable().default(true).describe('Whether GraphiQL is served at the root page'),
    GRAPHIQL_DIRECTORY: z.string().optional().describe('Where GraphiQL lies, built in `dist`; beside the sources when not set'),
    INTROSPECTION: flagVariable().default(true).describe('Whether the schema can be asked for'),
    CORS_ORIGINS: listVariable().default([]).describe('The origins of pages that may call the graph, separated by commas'),
    TRUSTED_PROXIES: listVariable()
      .default([])
      .describe('The proxies before the gateway whose X-Forwarded-For is believed: addresses, ranges (10.0.0.0/8), loopback, linklocal or uniquelocal, separated by commas'),
    MAX_BODY_BYTES: count(16 * 1024 * 1024)
      .default(512 * 1024)
      .describe('The most a request, or a WebSocket message, may hold, in bytes'),
    BODY_TIMEOUT_MS: count().default(10_000).describe('How long the body of a request may take to arrive, in milliseconds'),
    MAX_TOKENS: count(20_000).default(2_000).describe('How many lexical tokens a document may have'),
    MAX_DEPTH: count(100).default(12).describe('How deep fields may nest'),
    MAX_ALIASES: count(1_000).default(30).describe('How many aliases a document may have'),
    MAX_DIRECTIVES: count(1_000).default(50).describe('How many directives a document may have'),
    MAX_FIELDS: count(20_000).default(1_500).describe('How many fields and spreads an operation may have, its fragments written out wherever they are spread'),
    MAX_ROOT_FIELDS: count(1_000).default(20).describe('How many fields an operation may have at its root'),
    MAX_REPETITIONS: count(1_000).default(50).describe('How often one field may be asked for at one place, from all fragments together'),
    MAX_INTROSPECTION_DEPTH: count(20).default(3).describe('How deep lists of the schema may nest in lists; the common introspection query has 3'),
    MAX_INTROSPECTION_COST: count().default(100_000).describe('How many values of the schema an operation may ask for; the common introspection query asks for some 30,000'),
    MAX_VARIABLE_VALUES: count(100_000).default(2_000).describe('How many values the variables of an operation may hold'),
    MAX_VARIABLE_DEPTH: count(60).default(16).describe('How deep the variables of an operation may nest'),
    MAX_COST: count().default(10_000).describe('How many objects an operation may touch, by the sizes of its lists'),
    MAX_BATCH: count(100).default(1).describe('How many operations a request may hold, as a JSON list; 1: lists are refused'),
    PERSISTED_QUERIES: flagVariable().default(true).describe('Whether clients may make documents known by hash as they go (automatic persisted queries)'),
    TRUSTED_DOCUMENTS_FILE: z
      .string()
      .min(1)
      .optional()
      .describe('A manifest of documents that are known by hash, as Apollo’s clients or graphql-codegen write it; each must be valid for the gateway to start'),
    TRUSTED_DOCUMENTS_ONLY: trustedOnlyVariable()
      .default([])
      .describe('Who may send nothing but these: people, keys, or both, separated by commas (true: both)'),
    RATE_PER_SECOND: count().default(100).describe('How many operations a second a caller may send to this replica'),
    RATE_BURST: count().default(300).describe('How many of them may come at once'),
    RATE_PER_TENANT: count().default(1_000).describe('How many operations a second all callers of a tenant may send to this replica together'),
    RATE_BURST_PER_TENANT: count().default(3_000).describe('How many of them may come at once'),
    RATE_PER_ADDRESS: count()
      .default(20)
      .describe('How many operations a second a network address (in IPv6 its first 64 bits) may send without credentials, or with wrong ones'),
    RATE_BURST_PER_ADDRESS: count().default(60).describe('How many of them may come at once'),
    MAX_SUBSCRIPTIONS: count().default(50).describe('How many subscriptions a caller may have open at this replica'),
    MAX_SUBSCRIPTIONS_PER_TENANT: count().default(1_000).describe('How many subscriptions all callers of a tenant may have open at this replica together'),
    MAX_OPERATIONS_PER_CONNECTION: count(10_000).default(100).describe('How many operations may be open at the same time on one WebSocket'),
    MAX_CONNECTIONS: count().default(10_000).describe('How many WebSockets may be open at this replica'),
    MAX_CONNECTIONS_PER_CALLER: count().default(50).describe('How many of them a caller may have'),
    MAX_CONNECTIONS_PER_TENANT: count().default(1_000).describe('How many of them all callers of a tenant may have together'),
    MAX_WAITING_CONNECTIONS: count().default(100).describe('How many of them one network address may have that have not said yet whose they are'),
    SUBGRAPH_TIMEOUT_MS: count().default(15_000).describe('How long a subgraph may take to answer, in milliseconds'),
    SUBGRAPH_MUTATION_TIMEOUT_MS: count().default(75_000).describe('The same for mutations, which may wait for a cloud provider'),
  })
  .refine(({ OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL }) => !OIDC_ISSUER === !OIDC_AUDIENCE && (!OIDC_JWKS_URL || !!OIDC_ISSUER), {
    path: ['OIDC_ISSUER'],
    message: 'OIDC_ISSUER and OIDC_AUDIENCE belong together, and OIDC_JWKS_URL to both',
  })
  .refine(({ TRUSTED_DOCUMENTS_FILE, TRUSTED_DOCUMENTS_ONLY }) => TRUSTED_DOCUMENTS_FILE !== undefined || TRUSTED_DOCUMENTS_ONLY.length === 0, {
    path: ['TRUSTED_DOCUMENTS_ONLY'],
    message: 'TRUSTED_DOCUMENTS_ONLY takes a TRUSTED_DOCUMENTS_FILE',
  });

export type GatewayConfig = z.output<typeof configSchema>;

/** What a code means to whoever meets it. */
export interface CatalogueEntry {
  /**
   * The HTTP status of an answer that is this refusal and nothing else. In an answer that has parts that succeeded, and over WebSocket and event streams, the code
   * stands alone.
   */
  readonly status: number;
  readonly meaning: string;
  /** What a caller can do about it, where the error says nothing closer. */
  readonly remedy: string;
  /** Subgraphs may say it to a client in their own words: these tell nothing of their inside, and nothing of the input. */
  readonly passedOn?: true;
}

const split = 'Split it into several operations.';

/** Every code that `extensions.code` of an answer can have. Nothing else leaves the gateway. */
export const errorCatalogue = {
  BAD_REQUEST: {
    status: 400,
    meaning: 'The request is not of the form that operations have.',
    remedy: 'Send { "query", "variables", "operationName" } as application/json.',
  },
  BATCHING_NOT_SUPPORTED: {
    status: 400,
    meaning: 'Several operations came in one request, and this platform takes one.',
    remedy: 'Send one request for each operation; the connection is kept alive.',
  },
  GRAPHQL_PARSE_FAILED: { status: 400, meaning: 'The document is not GraphQL.', remedy: 'See `locations` for where it stops being GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    meaning: 'The document does not fit the schema.',
    remedy: 'Compare it with the schema, which introspection or the reference tells.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    meaning: 'The document has no such operation, or several and none was named.',
    remedy: 'Name one of its operations in `operationName`.',
  },
  BAD_USER_INPUT: {
    status: 400,
    meaning: 'A variable or an argument is not of its type: the message has its path and the type that is expected, never the value.',
    remedy: 'Send a value of the type that is expected.',
    passedOn: true,
  },
  SECRET_LITERAL: {
    status: 400,
    meaning: 'A secret is written into the document.',
    remedy: 'Use a variable, which is encrypted on arrival: documents are logged and cached along the way. Rotate the secret that was sent.',
  },
  SECRET_TOO_LARGE: { status: 400, meaning: 'A secret is larger than 64 KiB.', remedy: 'Send the credential alone, as the provider gives it out.' },
  SECRET_IN_URL: {
    status: 400,
    meaning: 'An operation that takes a secret came by GET, whose variables are part of the URL.',
    remedy: 'Send it by POST. A secret that was sent in a URL must be rotated: URLs are logged on the way.',
  },
  KEY_IN_URL: {
    status: 400,
    meaning: 'An API key or a token is part of the URL. It was not looked at.',
    remedy: 'Send it in the header `authorization` or `x-api-key`. Revoke the one that was sent: URLs are logged on the way.',
  },
  CSRF_PREVENTED: {
    status: 400,
    meaning: 'A GET could have been sent by a page of somebody else, as it carries none of the headers that such a page cannot send.',
    remedy: 'Send a header `apollo-require-preflight: true`, or `x-apollo-operation-name`.',
  },
  TOKEN_LIMIT_EXCEEDED: { status: 400, meaning: 'The document has too many lexical tokens.', remedy: split },
  FIELD_LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'The operation has too many fields, its fragments written out wherever they are spread.',
    remedy: split,
  },
  ROOT_FIELD_LIMIT_EXCEEDED: { status: 400, meaning: 'The operation has too many root fields.', remedy: split },
  REPETITION_LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'One field is asked for too often at the same place.',
    remedy: 'Ask for it once: all that ask at the same place share one answer.',
  },
  DEPTH_LIMIT_EXCEEDED: { status: 400, meaning: 'Fields nest too deep.', remedy: 'Ask for the deeper parts by their ids.' },
  ALIAS_LIMIT_EXCEEDED: { status: 400, meaning: 'The document has too many aliases.', remedy: split },
  DIRECTIVE_LIMIT_EXCEEDED: { status: 400, meaning: 'The document has too many directives.', remedy: split },
  COST_LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'The operation could touch too many objects, by the sizes of its lists.',
    remedy: 'Ask for smaller pages (`first`) or for fewer lists within lists.',
  },
  INTROSPECTION_LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'Introspection nests lists within lists too deep, or asks for the whole schema too often.',
    remedy: 'Ask for the schema once, by the common introspection query, and for single types by `__type`.',
  },
  VARIABLE_LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'The variables hold too many values, or nest too deep.',
    remedy: 'Send less at once; ask for the rest in another operation.',
  },
  BATCH_LIMIT_EXCEEDED: { status: 400, meaning: 'Too many operations came in one request.', remedy: 'Send several requests.' },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200,
    meaning: 'No document is known by this hash. Clients of the protocol send it again with its text by themselves.',
    remedy: 'Send the document as `query` by POST, together with the same hash.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 200,
    meaning: 'Documents are known by hash only when they are trusted. Clients of the protocol go on without hashes by themselves.',
    remedy: 'Send the document as `query`, without a hash.',
  },
  PERSISTED_QUERY_MISMATCH: {
    status: 400,
    meaning: 'The hash is not that of the document that came with it.',
    remedy: 'Send the SHA-256 of exactly the text of `query`, in hex.',
  },
  UNAUTHENTICATED: {
    status: 401,
    meaning: 'No credentials came, or they do not hold, or hold no longer.',
    remedy: 'Send a header `Authorization: Bearer <access token or API key>`, or `x-api-key: <API key>`.',
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'The scopes do not allow it: `requiredScopes` says what does, any one set of them.',
    remedy: 'Ask an administrator of the tenant for a role or a key that has these scopes.',
    passedOn: true,
  },
  UNTRUSTED_DOCUMENT: {
    status: 403,
    meaning: 'Only documents that were made known beforehand are taken, and this is none of them.',
    remedy: 'Add the document to the manifest of trusted documents, or ask with an identity that may send others.',
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    meaning: 'A page of this origin may not open a WebSocket here.',
    remedy: 'Have the origin added to CORS_ORIGINS of the gateway.',
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is nothing of this id in the tenant: of another tenant’s no more is said.',
    remedy: 'Check the id, and the tenant that the credentials belong to.',
    passedOn: true,
  },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'This is not asked in this way.', remedy: 'POST application/json.' },
  NOT_ACCEPTABLE: { status: 406, meaning: 'The answer has no form that the request accepts.', remedy: 'Send accept: text/event-stream.' },
  REQUEST_TIMEOUT: { status: 408, meaning: 'The request did not arrive whole in time.', remedy: 'Send the body without pauses.' },
  BODY_LIMIT_EXCEEDED: { status: 413, meaning: 'The request is too large.', remedy: split },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, meaning: 'The body is not JSON.', remedy: 'Send content-type: application/json.' },
  RATE_LIMITED: {
    status: 429,
    meaning: 'Too many operations in a time, of one caller, of one tenant, or without credentials from one address: `scope` says which.',
    remedy: 'Wait as long as `retryAfterSeconds` says, which is also in the header `retry-after`.',
  },
  SUBSCRIPTION_LIMIT_EXCEEDED: {
    status: 429,
    meaning: 'Too many operations are open at the same time, of one caller, of one tenant or on one WebSocket: `scope` says which.',
    remedy: 'End some before starting others.',
  },
  CONNECTION_LIMIT_EXCEEDED: {
    status: 429,
    meaning: 'Too many WebSockets are open, of one caller, of one tenant, from one address or in all: `scope` says which.',
    remedy: 'Send operations over one WebSocket, and close those that are not needed.',
  },
  INTERNAL: {
    status: 500,
    meaning: 'It is our fault. The request id is in the logs and the trace.',
    remedy: 'Try again; if it stays so, ask us with the request id.',
  },
  AUTHENTICATION_UNAVAILABLE: { status: 503, meaning: 'Nobody could be asked who you are.', remedy: 'Try again in a moment.' },
  SUBGRAPH_UNAVAILABLE: {
    status: 503,
    meaning: 'A part of the platform did not answer: `subgraph` says which. The rest of the answer stands.',
    remedy: 'Try again in a moment.',
    passedOn: true,
  },
  SECRET_STORE_UNAVAILABLE: {
    status: 503,
    meaning: 'The store of secrets is away. Nothing was done.',
    remedy: 'Try again in a moment.',
    passedOn: true,
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Whether a text is a code of the catalogue. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCatalogue, text);

/** What the catalogue says of a code. */
export const catalogued = (code: ErrorCode): CatalogueEntry => errorCatalogue[code];

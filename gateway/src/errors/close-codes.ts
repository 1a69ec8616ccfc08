/**
 * What the gateway closes a WebSocket with, and why: the codes of graphql-transport-ws and those of WebSocket itself. Clients of graphql-ws come again by themselves after
 * those that are not 44xx, and do not after those that are.
 */
export const closeCodes = {
  1001: 'The gateway goes away; come again, to another replica.',
  1002: 'A frame broke the WebSocket protocol.',
  1003: 'A message was not text.',
  1007: 'A message was not UTF-8.',
  1008: 'A message had too many fragments.',
  1009: 'A message was larger than MAX_BODY_BYTES.',
  1011: 'It is our fault; the log has it.',
  1013: 'Not now: a limit of connections or of rate, or nobody could be asked who it is. The reason begins with the code.',
  4400: 'A message was not of graphql-transport-ws, or nested too deep.',
  4401: 'Nobody knows who is there: no or wrong credentials, or they hold no longer.',
  4406: 'The subprotocol is not graphql-transport-ws.',
  4408: 'No connection_init came within five seconds.',
  4409: 'A subscription has the id of one that is open.',
  4429: 'A second connection_init came.',
} as const;

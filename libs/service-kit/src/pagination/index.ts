export { connectionOf, type Connection, type ConnectionOptions, type Edge, type PageInfo } from './connection-of.ts';
export { keysetCondition, type KeysetOrder } from './keyset-condition.ts';
export { pageRequest, type PageArguments, type PageOptions, type PageRequest } from './page-request.ts';

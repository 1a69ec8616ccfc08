export { deadLetter, listDeadLetters, replayDeadLetter, type DeadLetter } from './dead-letter.ts';
export { handleOnce, mostDeliveries, type Handled } from './handle-once.ts';
export type { Relay, RelayBus, RelayOptions } from './relay.ts';
export { startRelay } from './start-relay.ts';

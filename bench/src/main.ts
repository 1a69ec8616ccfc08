import { join } from 'node:path';
import { benchGateway } from './gateway/bench-gateway.ts';
import { benchScan } from './scan/bench-scan.ts';
import { benchSubscriptions } from './subscriptions/bench-subscriptions.ts';

const benches: Record<string, typeof benchScan> = { scan: benchScan, gateway: benchGateway, subscriptions: benchSubscriptions };

/** `npm run bench -- <name> [options]`: measures on this machine, and prints what it found. */
const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join(' | ')} [options]; a bench's file says which`);
  process.exit(2);
}
await bench(args, join(import.meta.dirname, '..', '..'), (text) => console.log(text));

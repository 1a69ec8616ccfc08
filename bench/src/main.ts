import { join } from 'node:path';
import { benchScan } from './scan/bench-scan.ts';

const benches: Record<string, typeof benchScan> = { scan: benchScan };

/** `npm run bench -- <name> [options]`: measures on this machine, and prints what it found. */
const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join(' | ')} [--sizes 5000,50000] [--rounds 3] [--warm-up 2000] [--profile <directory>]`);
  process.exit(2);
}
await bench(args, join(import.meta.dirname, '..', '..'), (text) => console.log(text));

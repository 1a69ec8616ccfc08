import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import { stampNow } from './moving-scans.ts';

/** Many people who watch scans, each with a WebSocket of their own. Prints one line when all have seen their scan, and one with what they saw afterwards. */
const [url = '', key = '', subscribers = '', scans = '', seconds = ''] = process.argv.slice(2);
const query = `subscription ($id: ID!) {
  scanUpdated(scanId: $id) {
    id status progress { percent jobsTotal jobsDone assets findings } regions { region status jobsTotal jobsDone }
    cloudAccount { name assetCounts { total } }
  }
}`;
const latency = createHistogram();
let measuring = false;
let delivered = 0;
let wrong = 0;

/** Resolves with the first state. */
function watch(n: number): Promise<void> {
  const id = `scan-${n % Number(scans)}`;
  const expected = `"id":"${id}"`;
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${String(reason)}`)));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })));
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('{"type":"connection_ack"')) {
        socket.send(JSON.stringify({ id: `s${n}`, type: 'subscribe', payload: { query, variables: { id } } }));
        return;
      }
      const stamp = Number(/"assets":(\d+)/.exec(text)?.[1]);
      if (!stamp || !text.includes(expected) || !text.includes('"total":4321')) wrong += 1;
      else if (measuring) {
        latency.record(Math.max(1, stampNow() - stamp));
        delivered += 1;
      }
      resolve();
    });
  });
}

for (let n = 0; n < Number(subscribers); n += 50) {
  await Promise.all(Array.from({ length: Math.min(50, Number(subscribers) - n) }, (_one, k) => watch(n + k)));
}
console.log(JSON.stringify({ open: Number(subscribers) }));
await delay(2_000);
measuring = true;
await delay(Number(seconds) * 1000);
measuring = false;
console.log(
  JSON.stringify({
    delivered,
    wrong,
    p50Ms: latency.percentile(50),
    p99Ms: latency.percentile(99),
    maxMs: latency.max,
    perSecond: delivered / Number(seconds),
  }),
);
process.exit(0);

import autocannon from 'autocannon';
import { cpuMs } from '../process/process-facts.ts';
import type { MeasuredOperation } from './operations.ts';

export interface LoadMeasurement {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Of the process that was asked, all of its threads. */
  cpuMsPerRequest: number;
}

export interface Load {
  /** The address that operations are posted to. */
  url: string;
  /** Whose CPU time is counted. */
  pid: number;
  operation: MeasuredOperation;
  headers: Readonly<Record<string, string>>;
  connections: number;
  seconds: number;
}

/** Asks once, and throws unless the answer is whole. */
export async function demandAnswer({ url, operation, headers }: Load): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: operation.query, variables: operation.variables(0) }),
  });
  const answer = (await response.json()) as { data?: unknown; errors?: unknown };
  if (answer.errors || !answer.data || !operation.isAnswer(answer.data))
    throw new Error(`${url} does not answer "${operation.name}": ${JSON.stringify(answer).slice(0, 500)}`);
}

/** Asks without a pause over some connections, each request another than the one before. Throws when one is not answered with 200. */
export async function measureLoad({ url, pid, operation, headers, connections, seconds }: Load): Promise<LoadMeasurement> {
  let n = 0;
  const before = cpuMs(pid);
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    requests: [
      { setupRequest: (request) => ({ ...request, body: JSON.stringify({ query: operation.query, variables: operation.variables((n += 1)) }) }) },
    ],
  });
  const used = cpuMs(pid) - before;
  if (result.non2xx || result.errors) throw new Error(`${url}: ${result.non2xx} requests were refused, ${result.errors} failed`);

  const answered = result.requests.total;
  return {
    requestsPerSecond: answered / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuMsPerRequest: used / answered,
  };
}

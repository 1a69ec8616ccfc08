import { median } from '../scan/report.ts';
import type { LoadMeasurement } from './measure-load.ts';

/** The measurements of one gateway under one operation. */
export interface GatewayMeasured {
  gateway: string;
  operation: string;
  rounds: readonly LoadMeasurement[];
}

const ours = 'offload';

/** The medians as a table, and how many times the others' requests a second, and requests for the same CPU time, ours answers. */
export function reportGateways(measured: readonly GatewayMeasured[]): string {
  const of = (one: GatewayMeasured, pick: (round: LoadMeasurement) => number): number => median(one.rounds.map(pick));
  const lines = [
    'operation'.padEnd(28) +
      'gateway'.padEnd(28) +
      ['requests/s', 'p50 ms', 'p99 ms', 'CPU ms/req', 'times req/s', 'times CPU'].map((title) => title.padStart(12)).join(''),
  ];

  for (const one of measured) {
    const mine = measured.find(({ gateway, operation }) => gateway === ours && operation === one.operation);
    const rate = of(one, (round) => round.requestsPerSecond);
    const cpu = of(one, (round) => round.cpuMsPerRequest);
    const ratios =
      mine && mine !== one ? [of(mine, (round) => round.requestsPerSecond) / rate, cpu / of(mine, (round) => round.cpuMsPerRequest)] : [];
    const figures = [
      rate.toFixed(0),
      of(one, (round) => round.p50Ms).toFixed(1),
      of(one, (round) => round.p99Ms).toFixed(1),
      cpu.toFixed(3),
      ...ratios.map((ratio) => ratio.toFixed(2)),
    ];
    lines.push(one.operation.padEnd(28) + one.gateway.padEnd(28) + figures.map((figure) => figure.padStart(12)).join(''));
  }
  return [...lines, '', 'times: ours against theirs; the aim against Hive with router-runtime is 1.25 in both'].join('\n');
}

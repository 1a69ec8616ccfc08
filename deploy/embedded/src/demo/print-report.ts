import type { GraphClient } from './graph-client.ts';

interface Report {
  cloudAccount: {
    name: string;
    providerAccountId: string;
    status: string;
    findingCounts: { total: number; critical: number; high: number; medium: number; low: number; informational: number; unknown: number };
    assetCounts: { total: number; byType: { type: string; count: number }[] };
    latestScan: { status: string; gaps: { region: string; action: string; reason: string; message: string }[] };
  };
  findings: { nodes: { severity: string; title: string; message: string; region: string | null; sources: string[]; asset: { name: string | null; providerRef: string } | null }[] };
}

const worst = 5;

/** Reads what the first scan found, and prints it: findings by severity, the worst five, the inventory by type, and what could not be seen. */
export async function printReport(graph: GraphClient, cloudAccountId: string, print: (text: string) => void): Promise<void> {
  const { cloudAccount, findings } = await graph.request<Report>(
    `query ($id: ID!, $first: Int!) {
       cloudAccount(id: $id) {
         name providerAccountId status
         findingCounts { total critical high medium low informational unknown }
         assetCounts { total byType { type count } }
         latestScan { status gaps { region action reason message } }
       }
       findings(first: $first, filter: { cloudAccountId: $id, evaluation: FAIL }) {
         nodes { severity title message region sources asset { name providerRef } }
       }
     }`,
    { id: cloudAccountId, first: worst },
  );
  const { findingCounts: counts, assetCounts, latestScan } = cloudAccount;

  print(`\n${cloudAccount.name} (${cloudAccount.providerAccountId}) is ${cloudAccount.status}; its first scan is ${latestScan.status}.`);
  print(`\nFindings: ${counts.total} open, ${counts.unknown} not judged`);
  for (const severity of ['critical', 'high', 'medium', 'low', 'informational'] as const) print(`  ${severity.padEnd(14)}${String(counts[severity]).padStart(6)}`);

  print(`\nThe worst ${findings.nodes.length}:`);
  for (const { severity, title, message, asset, region } of findings.nodes) {
    print(`  ${severity.padEnd(9)} ${title}`);
    print(`            ${asset?.providerRef ?? 'the account'}${region ? ` (${region})` : ''}: ${message}`);
  }

  print(`\nInventory: ${assetCounts.total} assets`);
  for (const { type, count } of assetCounts.byType) print(`  ${type.padEnd(28)}${String(count).padStart(6)}`);

  if (latestScan.gaps.length > 0) {
    print('\nNot seen:');
    for (const { region, action, reason, message } of latestScan.gaps) print(`  ${region.padEnd(15)} ${action}: ${reason} (${message})`);
  }
}

import type { Catalogue, CatalogueAction, CatalogueCheck } from '@offload/scanner/catalogue';
import type { Generated } from './generator.ts';

/** What collectors and checks say of themselves, as others need it: the preflight, the check catalogue, the strict policy. */
export async function generate(): Promise<Generated[]> {
  // Here, not above: the catalogue imports the registries, which an earlier generator has just written.
  const { awsCatalogue } = await import('@offload/scanner/catalogue');
  return [
    { path: 'libs/contracts/src/aws/preflight.generated.ts', content: preflight(awsCatalogue.actions) },
    { path: 'docs/checks.md', content: checkCatalogue(awsCatalogue) },
    { path: 'terraform/aws/actions.generated.json', content: strictActions(awsCatalogue.actions) },
  ];
}

function preflight(actions: readonly CatalogueAction[]): string {
  const rows = actions.map(({ action, required, checks }) => {
    const head = `  { action: '${action}', required: ${required}, checks: [`;
    return checks.length === 0 ? `${head}] },` : `${head}\n${checks.map((id) => `    '${id}',`).join('\n')}\n  ] },`;
  });
  return `// Generated from the collectors and checks of services/scanner. Do not edit: npm run generate.
import type { PreflightAction } from './preflight.ts';

/** Every action that a scan calls. */
export const awsPreflight: readonly PreflightAction[] = [
${rows.join('\n')}
];
`;
}

/** What a policy that grants no more than is called lists: by need, then by name. */
function strictActions(actions: readonly CatalogueAction[]): string {
  const named = (wanted: boolean): string[] => actions.filter(({ required }) => required === wanted).map(({ action }) => action);
  return `${JSON.stringify({ required: named(true), optional: named(false) }, null, 2)}\n`;
}

const frameworkTitles: Record<string, string> = {
  'cis-aws-foundations-3.0': 'CIS AWS Foundations 3.0',
  'aws-fsbp': 'AWS Foundational Security Best Practices',
  'nist-800-53-r5': 'NIST SP 800-53 r5',
};

function checkCatalogue({ checks, actions }: Catalogue): string {
  const byType = Map.groupBy(checks, ({ resourceTitle }) => resourceTitle);
  const sections = [...byType].map(
    ([title, ofType]) => `## ${title}\n\n\`${ofType[0]!.resourceType}\`\n\n${ofType.map(describe).join('\n\n')}`,
  );
  const cell = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(', ') || 'none';
  const rows = actions.map(
    ({ action, required, checks: ids }) => `| \`${action}\` | ${required ? 'required' : 'optional'} | ${cell(ids)} |`,
  );
  return `<!-- Generated from the checks of services/scanner. Do not edit: npm run generate. -->
# Checks

${checks.length} posture checks on AWS. A check that cannot see what it reads says \`UNKNOWN\` and names the permission that it misses; it neither passes nor fails.

${sections.join('\n\n')}

## What each permission shows

| action | a connection | without it these are \`UNKNOWN\` |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function describe({ id, title, severity, why, fix, controls, neededActions }: CatalogueCheck): string {
  const named = Object.entries(controls).map(([framework, ids]) => `${frameworkTitles[framework] ?? framework}: ${ids.join(', ')}`);
  return `### ${title}

\`${id}\` · ${severity}${named.length ? ` · ${named.join(' · ')}` : ''}

${why}

**Fix:** ${fix}

Needs ${neededActions.map((action) => `\`${action}\``).join(', ')}.`;
}

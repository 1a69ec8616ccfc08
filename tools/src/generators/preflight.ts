import type { Catalogue, CatalogueAction, CatalogueCheck } from '@offload/scanner/catalogue';
import type { Generated } from './generator.ts';

/** What collectors and checks say of themselves, as others need it: the preflight, the check catalogue, the strict policy. */
export async function generate(): Promise<Generated[]> {
  // Here, not above: the catalogue imports the registries, which an earlier generator has just written.
  const { allCatalogues } = await import('@offload/scanner/catalogue');
  const catalogues = allCatalogues().map((one) => ({ ...one, name: one.provider.toLowerCase() }));
  return [
    ...catalogues.flatMap(({ name, catalogue }) => [
      { path: `libs/contracts/src/preflight/${name}.generated.ts`, content: preflight(name, catalogue.actions) },
      { path: `terraform/${name}/actions.generated.tf`, content: strictActions(catalogue.actions) },
    ]),
    { path: 'docs/checks.md', content: checkCatalogues(catalogues) },
  ];
}

function preflight(provider: string, actions: readonly CatalogueAction[]): string {
  const rows = actions.map(({ action, required, checks }) => {
    const head = `  { action: '${action}', required: ${required}, checks: [`;
    return checks.length === 0 ? `${head}] },` : `${head}\n${checks.map((id) => `    '${id}',`).join('\n')}\n  ] },`;
  });
  return `// Generated from the collectors and checks of services/scanner. Do not edit: npm run generate.
import type { PreflightAction } from './preflight.ts';

/** Every action that a scan calls. */
export const ${provider}Preflight: readonly PreflightAction[] = [
${rows.join('\n')}
];
`;
}

/** What a policy that grants no more than is called lists, as locals of the Terraform module: by need, then by name. */
function strictActions(actions: readonly CatalogueAction[]): string {
  const list = (wanted: boolean): string =>
    actions
      .filter(({ required }) => required === wanted)
      .map(({ action }) => `      "${action}",\n`)
      .join('');
  return `# Generated from the collectors of services/scanner. Do not edit: npm run generate.

locals {
  # Every action that a scan calls; without an optional one, a feature is off.
  scan_actions = {
    required = [
${list(true)}    ]
    optional = [
${list(false)}    ]
  }
}
`;
}

const frameworkTitles: Record<string, string> = {
  'cis-aws-foundations-3.0': 'CIS AWS Foundations 3.0',
  'cis-azure-foundations-3.0': 'CIS Microsoft Azure Foundations 3.0',
  'cis-gcp-foundations-3.0': 'CIS Google Cloud Foundations 3.0',
  'aws-fsbp': 'AWS Foundational Security Best Practices',
  'nist-800-53-r5': 'NIST SP 800-53 r5',
};

function checkCatalogues(catalogues: readonly { title: string; catalogue: Catalogue }[]): string {
  const counts = catalogues.map(({ title, catalogue }) => `${catalogue.checks.length} on ${title}`);
  return `<!-- Generated from the checks of services/scanner. Do not edit: npm run generate. -->
# Checks

Posture checks: ${counts.join(', ')}. A check that cannot see what it reads says \`UNKNOWN\` and names the permission that it misses; it neither passes nor fails.

${catalogues.map(({ title, catalogue }) => checkCatalogue(title, catalogue)).join('\n\n')}
`;
}

function checkCatalogue(cloud: string, { checks, actions }: Catalogue): string {
  const byType = Map.groupBy(checks, ({ resourceTitle }) => resourceTitle);
  const sections = [...byType].map(
    ([title, ofType]) => `### ${title}\n\n\`${ofType[0]!.resourceType}\`\n\n${ofType.map(describe).join('\n\n')}`,
  );
  const cell = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(', ') || 'none';
  const rows = actions.map(
    ({ action, required, checks: ids }) => `| \`${action}\` | ${required ? 'required' : 'optional'} | ${cell(ids)} |`,
  );
  return `## ${cloud}

${sections.join('\n\n')}

### What each permission shows on ${cloud}

| action | a connection | without it these are \`UNKNOWN\` |
| --- | --- | --- |
${rows.join('\n')}`;
}

function describe({ id, title, severity, why, fix, controls, neededActions }: CatalogueCheck): string {
  const named = Object.entries(controls).map(([framework, ids]) => `${frameworkTitles[framework] ?? framework}: ${ids.join(', ')}`);
  return `#### ${title}

\`${id}\` · ${severity}${named.length ? ` · ${named.join(' · ')}` : ''}

${why}

**Fix:** ${fix}

Needs ${neededActions.map((action) => `\`${action}\``).join(', ')}.`;
}

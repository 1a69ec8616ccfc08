import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeConfig } from '@offload/service-kit';
import type { Generated } from './generator.ts';

const documented = {
  'services/accounts/README.md': () => import('@offload/accounts/config'),
  'services/credentials/README.md': () => import('@offload/credentials/config'),
  'services/scanner/README.md': () => import('@offload/scanner/config'),
  'services/inventory/README.md': () => import('@offload/inventory/config'),
  'gateway/README.md': () => import('@offload/gateway/config'),
};

const table = /<!-- environment -->[\s\S]*<!-- \/environment -->/;

/** The environment table of each README, from its config.ts, between the two `environment` marks. */
export async function generate(root: string): Promise<Generated[]> {
  return Promise.all(
    Object.entries(documented).map(async ([path, load]) => {
      const { configSchema } = await load();
      const text = await readFile(join(root, path), 'utf8');
      if (!table.test(text)) throw new Error(`${path} has no <!-- environment --> … <!-- /environment --> marks`);
      const rows = describeConfig(configSchema).map(
        ({ name, type, default: fallback, description }) => `| \`${name}\` | ${type} | ${fallback ?? 'required'} | ${description} |`,
      );
      const lines = ['<!-- environment -->', '| variable | type | default | meaning |', '| --- | --- | --- | --- |', ...rows, '<!-- /environment -->'];
      return { path, content: text.replace(table, () => lines.join('\n')) };
    }),
  );
}

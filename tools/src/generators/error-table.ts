import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeCodes, errorCatalogue } from '@offload/gateway/errors';
import type { Generated } from './generator.ts';

const readme = 'gateway/README.md';
const table = /<!-- codes -->[\s\S]*<!-- \/codes -->/;

/** The tables of error codes and of WebSocket close codes in the gateway's README, from its catalogue, between the two `codes` marks. */
export async function generate(root: string): Promise<Generated[]> {
  const text = await readFile(join(root, readme), 'utf8');
  if (!table.test(text)) throw new Error(`${readme} has no <!-- codes --> … <!-- /codes --> marks`);

  const codes = Object.entries(errorCatalogue).map(([code, { status, meaning, remedy }]) => `| \`${code}\` | ${status} | ${meaning} | ${remedy} |`);
  const closes = Object.entries(closeCodes).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  const lines = [
    '<!-- codes -->',
    '| code | status | meaning | remedy |',
    '| --- | --- | --- | --- |',
    ...codes,
    '',
    '| a WebSocket closes with | meaning |',
    '| --- | --- |',
    ...closes,
    '<!-- /codes -->',
  ];
  return [{ path: readme, content: text.replace(table, () => lines.join('\n')) }];
}

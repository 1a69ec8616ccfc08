import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The forms in which a secret could lie somewhere: plain, base64 at each of the three alignments, URL-encoded, as JSON text, hex, UTF-16. */
export function formsOf(secret: string): Map<string, Buffer> {
  const forms = new Map<string, Buffer>([
    ['plain', Buffer.from(secret)],
    ['URL', Buffer.from(encodeURIComponent(secret))],
    ['JSON', Buffer.from(JSON.stringify(secret).slice(1, -1))],
    ['hex', Buffer.from(Buffer.from(secret).toString('hex'))],
    ['UTF-16', Buffer.from(secret, 'utf16le')],
  ]);
  // What is encoded beside other bytes starts at any of three alignments; the characters at both ends depend on the neighbours.
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString('base64');
    const middle = encoded.slice(shift === 0 ? 0 : 4, encoded.length - 4);
    forms.set(`base64 at ${shift}`, Buffer.from(middle));
    forms.set(`base64url at ${shift}`, Buffer.from(middle.replaceAll('+', '-').replaceAll('/', '_')));
  }
  return forms;
}

/** Which forms of a secret a buffer holds, also within gzip streams that begin in it. */
export function formsIn(bytes: Buffer, forms: ReadonlyMap<string, Buffer>): string[] {
  const found = [...forms].filter(([, form]) => bytes.includes(form)).map(([name]) => name);
  for (let at = bytes.indexOf('1f8b08', 'hex'); at >= 0; at = bytes.indexOf(Buffer.from('1f8b08', 'hex'), at + 1)) {
    const inner = unzipped(bytes.subarray(at));
    if (inner) found.push(...formsIn(inner, forms).map((name) => `gzip of ${name}`));
  }
  return found;
}

/** What a gzip stream holds; undefined for bytes that only look like one. */
function unzipped(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: 16 * 1024 * 1024 });
  } catch {
    return undefined;
  }
}

/** Every file below a directory that holds some form of the secret, as `file: form`. Reads in pieces that overlap, so that no form falls between two. */
export async function filesWith(directory: string, forms: ReadonlyMap<string, Buffer>): Promise<string[]> {
  const overlap = Math.max(...[...forms.values()].map((form) => form.length));
  const found: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    for (const form of await formsInFile(join(entry.parentPath, entry.name), forms, overlap)) found.push(`${entry.name}: ${form}`);
  }
  return found;
}

async function formsInFile(file: string, forms: ReadonlyMap<string, Buffer>, overlap: number): Promise<Set<string>> {
  const seen = new Set<string>();
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 4 * 1024 * 1024 })) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      for (const form of formsIn(bytes, forms)) seen.add(form);
      rest = bytes.subarray(Math.max(0, bytes.length - overlap));
    }
  } catch (error) {
    // A running database removes files while we walk: what is gone holds nothing.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return seen;
}

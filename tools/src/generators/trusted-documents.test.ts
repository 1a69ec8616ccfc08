import { describe, expect, it } from '@jest/globals';
import { createClient, ScanDocument } from '@offload/client';
import { createHash } from 'node:crypto';
import { generate } from './trusted-documents.ts';

describe('the manifest of trusted documents', () => {
  it('holds, by its hash, exactly the text that the client sends', async () => {
    const [file] = await generate();
    const manifest = JSON.parse(file!.content) as Record<string, string>;
    let sent = '';
    const fetch = (async (_url: unknown, init: { body: string }) => {
      sent = (JSON.parse(init.body) as { query: string }).query;
      return Response.json({ data: { scan: null } });
    }) as unknown as typeof globalThis.fetch;
    await createClient({ url: 'http://graph.invalid/graphql', token: () => 'token', fetch }).request(ScanDocument, { id: 'one' });

    expect(sent).toContain('query Scan(');
    expect(manifest[createHash('sha256').update(sent).digest('hex')]).toBe(sent);
    expect(Object.keys(manifest).length).toBeGreaterThan(25);
  });
});

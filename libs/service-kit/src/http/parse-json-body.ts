import type { FastifyInstance } from 'fastify';

/** Deeper than any document of ours; shallow enough that nothing that walks it recursively runs out of stack. */
export const deepestJson = 64;

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\{}[]'].map((character) => character.charCodeAt(0));

/** Whether a JSON text nests deeper than a limit; reads bytes, before anything is parsed. */
export function nestsDeeperThan(limit: number, json: Buffer): boolean {
  let depth = 0;
  let inString = false;

  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inString) {
      if (byte === backslash) at++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openBrace || byte === openBracket) {
      if (++depth > limit) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }

  return false;
}

/** A request body that is not JSON, or nests too deep. Says nothing of the body: parsers quote what they could not read. */
export class BadBodyError extends Error {
  override readonly name = 'BadBodyError';
  readonly statusCode = 400;
}

/** Replaces Fastify's JSON parser with one that refuses deep nesting and poisoned prototypes, and never quotes the body. */
export function parseJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    const bytes = body as Buffer;
    if (nestsDeeperThan(deepestJson, bytes)) return done(new BadBodyError('the body nests too deep'));

    try {
      done(null, JSON.parse(bytes.toString('utf8'), dropPrototypeKeys(bytes)));
    } catch {
      // The parser's message quotes the body, which may hold a secret.
      done(new BadBodyError('the body is not JSON'));
    }
  });
}

/** A reviver costs time on every key, so it is used only where the text holds such a name, also when spelt with escapes. */
function dropPrototypeKeys(bytes: Buffer): ((key: string, value: unknown) => unknown) | undefined {
  if (!bytes.includes('__proto__') && !bytes.includes('\\u005f') && !bytes.includes('\\u005F')) return undefined;
  return (key, value) => {
    if (key === '__proto__') throw new BadBodyError('the body is not acceptable');
    return value;
  };
}

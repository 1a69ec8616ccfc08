import { Lexer, Source, TokenKind } from 'graphql';

/** What a text is before it is a document. */
export interface TokenCount {
  tokens: number;
  /** How deep its brackets nest, of all kinds together. */
  nesting: number;
}

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Counts the lexical tokens of a document. Throws graphql-js's syntax error where there is none. Linear in the length. */
export function countTokens(query: string): TokenCount {
  const lexer = new Lexer(new Source(query));
  let tokens = 0;
  let depth = 0;
  let nesting = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    tokens++;
    if (opening.has(kind)) nesting = Math.max(nesting, ++depth);
    else if (closing.has(kind)) depth--;
  }
  return { tokens, nesting };
}

import { Lexer, Source, TokenKind } from 'graphql';

/** How many lexical tokens a document has. Throws graphql-js's syntax error where there is none. Linear in the length. */
export function countTokens(query: string): number {
  const lexer = new Lexer(new Source(query));
  let tokens = 0;
  while (lexer.advance().kind !== TokenKind.EOF) tokens++;
  return tokens;
}

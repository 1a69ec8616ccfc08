import type { CatalogueEntry } from '@offload/gateway/errors';
import { cell, table } from './markdown.ts';

/** What the gateway says of failures, as it exports it. */
export interface Failures {
  readonly errorCatalogue: Readonly<Record<string, CatalogueEntry>>;
  readonly closeCodes: Readonly<Record<number, string>>;
}

/** The sections of the page of errors: how they are read, every code, and what a WebSocket is closed with. */
export function describeErrors({ errorCatalogue, closeCodes }: Failures): string[] {
  const codes = Object.entries(errorCatalogue).map(([code, { status, meaning, remedy }]) => [`\`${code}\``, String(status), cell(meaning), cell(remedy)]);
  const closes = Object.entries(closeCodes).map(([code, meaning]) => [code, cell(meaning)]);
  return [
    [
      'An error has a `message` for a person and in `extensions` a `code` for a program, the `requestId` that finds the trace and the line in the log, and where there is one a `remedy`.',
      'Where a part could be answered, `path` says what is missing and the rest of `data` stands.',
      'The status is that of a whole answer which is nothing but this refusal.',
    ].join('\n'),
    table(['code', 'status', 'meaning', 'remedy'], codes),
    '## WebSockets\n\n' + table(['closed with', 'meaning'], closes),
  ];
}
